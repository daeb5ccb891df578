/** Whose values the connections of a server start with. */
export const credentialModes = [
  {
    value: 'per_person',
    label: 'Each person’s own',
    description: 'Everyone connects for themselves; calls act as the person they are made for.',
  },
  {
    value: 'shared',
    label: 'One shared set per project',
    description: 'One person connects for the whole project; all calls act as that account.',
  },
]
