import { exportAudit } from '#lib/audit/export-audit.ts'
import { withContext } from '#lib/boundary/with-context.ts'

export const GET = withContext(async (ctx, request) => {
  const lines = exportAudit(ctx, Object.fromEntries(new URL(request.url).searchParams))
  const day = new Date().toISOString().slice(0, 10)
  return new Response(streamed(lines), {
    headers: {
      'content-type': 'application/jsonl; charset=utf-8',
      'content-disposition': `attachment; filename="jetway-audit-${day}.jsonl"`,
      'cache-control': 'no-store',
    },
  })
})

/** Reads on only as fast as the browser takes it, and stops when it goes away. */
function streamed(lines: AsyncGenerator<string>): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await lines.next()
      if (done) controller.close()
      else controller.enqueue(encoder.encode(value))
    },
    async cancel() {
      await lines.return(undefined)
    },
  })
}
