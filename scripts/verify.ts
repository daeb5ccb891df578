/** `npm run verify`: everything that can be judged without a database or a browser. */
import { checks } from './checks.ts'
import { onInterrupt, runSteps } from './test/run-steps.ts'
import { checkStep, generateStep, vitestStep } from './test/steps.ts'

onInterrupt(() => {})
process.exit(await runSteps([generateStep, ...checks.map(checkStep), vitestStep('unit', 'unit')]))
