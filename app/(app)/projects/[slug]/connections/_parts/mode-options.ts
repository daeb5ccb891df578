/** The two ways in which a connection gets its credentials. */
export const modeOptions = [
  {
    value: 'per_person',
    label: 'Each person',
    description: 'Everyone gives their own. Calls carry the values of the person the agent acts for.',
  },
  {
    value: 'shared',
    label: 'Shared',
    description: 'One set for the whole project. Every agent of the project uses it.',
  },
]
