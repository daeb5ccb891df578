/** What is asked before agents lose a server's tools for a while. */
export function pauseQuestion(server: string) {
  return {
    title: `Pause ${server}?`,
    children: 'All agents of the project lose its tools until you resume it. What people gave for it stays.',
    confirmLabel: 'Pause connection',
  }
}
