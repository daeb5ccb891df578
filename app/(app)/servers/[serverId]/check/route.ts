import { withContext } from '#lib/boundary/with-context.ts'
import { checkServer } from '#lib/servers/check-server.ts'

type Args = [{ params: Promise<{ serverId: string }> }]

export const POST = withContext<Args>(async (ctx, request, { params }) => {
  const { serverId } = await params
  return Response.json(await checkServer(ctx, serverId, request.signal))
})
