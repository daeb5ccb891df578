/** `npm run admin:reset -- EMAIL`: a one-time link by which a member chooses a new password, for whoever runs the host. */
import { issueResetLink } from '#lib/people/issue-reset.ts'
import { onlyArgument, runScript, withVault } from './run-script.ts'

await runScript(() =>
  withVault(async (db) => {
    const email = onlyArgument('npm run admin:reset -- EMAIL')
    const organization = await db.organization.findFirst({ select: { id: true } })
    if (!organization) throw new Error('Jetway has not been set up yet. Start it and open the link it prints.')

    const actor = { kind: 'system', organizationId: organization.id } as const
    const { url, expiresAt } = await issueResetLink({ actor, db, requestId: crypto.randomUUID() }, email)
    console.log(`A new password for ${email}, once, until ${expiresAt.toISOString()}:\n${url}`)
  }),
)
