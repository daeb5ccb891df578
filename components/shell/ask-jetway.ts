/** A request of the browser to Jetway itself, which `path` belongs to; servers send theirs through lib/http. */
export function askJetway(path: `/${string}`, init?: RequestInit): Promise<Response> {
  return window.fetch(path, init)
}

/** The same, to its end: an answer that nobody reads keeps its connection. */
export async function readFromJetway(path: `/${string}`): Promise<string> {
  const answer = await askJetway(path)
  return answer.text()
}
