import { ToolList } from '#components/server/tool-list.tsx'
import { Panel } from '#components/ui/panel.tsx'
import { Time } from '#components/ui/time.tsx'
import type { ServerDetails } from '#lib/servers/get-server.ts'

export function ToolsPanel({ server: { tools, toolsSeenAt, inputs } }: { server: ServerDetails }) {
  return (
    <Panel
      title={tools.length === 0 ? 'Tools' : `Tools (${tools.length})`}
      description={
        toolsSeenAt && (
          <>
            As listed <Time value={toolsSeenAt} />
          </>
        )
      }
      footer={tools.length > 0 && 'Descriptions and hints are what the server says about itself.'}
      flush
    >
      {tools.length > 0 ? (
        <ToolList tools={tools} />
      ) : (
        <p className="p-4 text-muted">
          {inputs.some(({ isRequired }) => isRequired)
            ? 'Shown once someone has signed in: add the server to a project and connect.'
            : 'None known yet. Check the server to list them.'}
        </p>
      )}
    </Panel>
  )
}
