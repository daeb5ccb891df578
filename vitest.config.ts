import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'unit', include: ['tests/unit/**/*.test.ts'], env: { JETWAY_LOG_LEVEL: 'silent' } } },
      {
        test: {
          name: 'integration',
          include: ['tests/integration/**/*.test.ts'],
          globalSetup: ['tests/support/database/global-setup.ts'],
          setupFiles: ['tests/support/database/worker-setup.ts'],
          env: { JETWAY_LOG_LEVEL: 'silent' },
          isolate: false,
          maxWorkers: 2,
          testTimeout: 30_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
})
