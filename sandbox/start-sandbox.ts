/** All the stand-ins together: what the demo and the journeys have in the place of vendors. */
import { startGmail } from './gmail/start-gmail.ts'
import { type Intercom, startIntercom } from './intercom/start-intercom.ts'
import { startSlack } from './slack/start-slack.ts'
import type { VendorServer } from './vendor/start-vendor.ts'

/** 0 or absent: any free port. */
export type SandboxPorts = { intercom?: number; intercomEu?: number; slack?: number; gmail?: number; google?: number }

export type Sandbox = { intercom: Intercom; slack: VendorServer; gmail: VendorServer; close: () => Promise<void> }

export async function startSandbox(ports: SandboxPorts = {}): Promise<Sandbox> {
  const { intercom: port = 0, intercomEu: euPort = 0, slack: slackPort = 0, gmail: gmailPort = 0, google = 0 } = ports
  const intercom = await startIntercom({ port, euPort })
  const slack = await startSlack({ port: slackPort })
  const gmail = await startGmail({ port: gmailPort, signInPort: google })
  const close = async () => {
    await Promise.all([intercom.close(), slack.close(), gmail.close()])
  }
  return { intercom, slack, gmail, close }
}
