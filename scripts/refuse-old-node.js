/**
 * Says that this Node is too old, where it would say that it does not know `.ts`. Plain JavaScript, and loaded before
 * anything else, so that an old Node can read it.
 */
const [major = 0, minor = 0] = process.versions.node.split('.').map(Number)

if (major < 22 || (major === 22 && minor < 19)) {
  console.error(
    `Jetway needs Node 22.19 or newer, and this is ${process.versions.node}. \`npm ci\` brings one along, unless install scripts are switched off: run \`npm ci --ignore-scripts=false\`, or install a newer Node.`,
  )
  process.exit(1)
}
