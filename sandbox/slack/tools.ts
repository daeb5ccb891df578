/** The tools of Slack's server, by the names that are known of it. What they answer with is this stand-in's own. */
import * as z from 'zod'
import { defineTool, Refusal, type Tool } from '../vendor/tool.ts'
import type { Channel, Message, Workspace } from './workspace.ts'

const limit = z.number().int().min(1).max(100).default(20)
const channelId = z.string().describe('Such as C010')
const query = z.string().describe('Words to look for; all of them have to be there')

function channelOf({ channels }: Workspace, id: string): Channel {
  const found = channels.find((channel) => channel.id === id || channel.name === id.replace(/^#/, ''))
  if (!found) throw new Refusal('channel_not_found')
  return found
}

function show({ members }: Workspace, { ts, user, text, thread, reactions }: Message) {
  return { ts, user: members.find(({ id }) => id === user)?.name ?? user, text, thread_ts: thread, reactions }
}

function search(
  workspace: Workspace,
  { words, max, isPrivateToo }: { words: string; max: number; isPrivateToo: boolean },
) {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean)
  return workspace.channels
    .filter(({ isPrivate }) => isPrivateToo || !isPrivate)
    .flatMap(({ name, messages }) => messages.map((message) => ({ channel: name, ...show(workspace, message) })))
    .filter(({ text }) => wanted.every((word) => text.toLowerCase().includes(word)))
    .slice(0, max)
}

function post(workspace: Workspace, { channel, text, thread }: { channel: string; text: string; thread?: string }) {
  const { messages, name } = channelOf(workspace, channel)
  const seconds = Math.max(Math.floor(Date.now() / 1_000), Number.parseInt(messages.at(-1)?.ts ?? '0', 10) + 1)
  const message = { ts: `${seconds}.000100`, user: workspace.self.id, text, reactions: [] }
  messages.push({ ...message, ...(thread !== undefined && { thread }) })
  return { ok: true, channel: name, ts: message.ts }
}

const reading: Tool<Workspace>[] = [
  defineTool({
    name: 'slack_search_public',
    description: 'Searches messages in public channels.',
    scope: 'search:read.public',
    input: z.object({ query, limit }),
    run: (data: Workspace, input) => search(data, { words: input.query, max: input.limit, isPrivateToo: false }),
  }),
  defineTool({
    name: 'slack_search_public_and_private',
    description: 'Searches messages in public and private channels. Ask the person for consent first.',
    scope: 'search:read.private',
    input: z.object({ query, limit }),
    run: (data: Workspace, input) => search(data, { words: input.query, max: input.limit, isPrivateToo: true }),
  }),
  defineTool({
    name: 'slack_search_channels',
    description: 'Finds channels by name or topic.',
    scope: 'search:read.public',
    input: z.object({ query }),
    run: ({ channels }: Workspace, input) =>
      channels
        .filter(({ name, topic }) => `${name} ${topic}`.toLowerCase().includes(input.query.toLowerCase()))
        .map(({ id, name, topic, isPrivate }) => ({ id, name, topic, is_private: isPrivate })),
  }),
  defineTool({
    name: 'slack_search_users',
    description: 'Finds people by name, title or e-mail address.',
    scope: 'search:read.users',
    input: z.object({ query }),
    run: ({ members }: Workspace, input) =>
      members.filter((one) => JSON.stringify(one).toLowerCase().includes(input.query.toLowerCase())),
  }),
  defineTool({
    name: 'slack_read_channel',
    description: 'Reads a channel, newest first. oldest and latest are Unix seconds.',
    scope: 'channels:history',
    input: z.object({ channel_id: channelId, oldest: z.string().optional(), latest: z.string().optional(), limit }),
    run(data: Workspace, { channel_id, oldest = '0', latest = '9999999999', limit: max }) {
      const { messages } = channelOf(data, channel_id)
      const within = messages.filter(({ ts }) => Number(ts) >= Number(oldest) && Number(ts) <= Number(latest))
      return within
        .toReversed()
        .slice(0, max)
        .map((message) => show(data, message))
    },
  }),
  defineTool({
    name: 'slack_read_thread',
    description: 'Reads a message and its replies.',
    scope: 'channels:history',
    input: z.object({ channel_id: channelId, message_ts: z.string() }),
    run(data: Workspace, { channel_id, message_ts }) {
      const { messages } = channelOf(data, channel_id)
      const found = messages.filter(({ ts, thread }) => ts === message_ts || thread === message_ts)
      if (found.length === 0) throw new Refusal('thread_not_found')
      return found.map((message) => show(data, message))
    },
  }),
  defineTool({
    name: 'slack_read_user_profile',
    description: 'Reads a profile; of the person who has signed in, if no id is given.',
    scope: 'users:read',
    input: z.object({ user_id: z.string().optional() }),
    run({ members, self }: Workspace, { user_id }) {
      const found = user_id === undefined ? self : members.find(({ id }) => id === user_id)
      if (!found) throw new Refusal('user_not_found')
      return found
    },
  }),
  defineTool({
    name: 'slack_read_canvas',
    description: 'Reads a canvas as Markdown.',
    scope: 'canvases:read',
    input: z.object({ canvas_id: z.string() }),
    run({ canvases }: Workspace, { canvas_id }) {
      const found = canvases.find(({ id }) => id === canvas_id)
      if (!found) throw new Refusal('canvas_not_found')
      return found
    },
  }),
]

const writing: Tool<Workspace>[] = [
  defineTool({
    name: 'slack_send_message',
    description: 'Sends a message as the person who has signed in.',
    scope: 'chat:write',
    isWriting: true,
    input: z.object({ channel_id: channelId, message: z.string().min(1), thread_ts: z.string().optional() }),
    run: (data: Workspace, { channel_id, message, thread_ts }) =>
      post(data, { channel: channel_id, text: message, ...(thread_ts !== undefined && { thread: thread_ts }) }),
  }),
  defineTool({
    name: 'slack_send_message_draft',
    description: 'Keeps a message as a draft.',
    scope: 'chat:write',
    isWriting: true,
    input: z.object({ channel_id: channelId, message: z.string().min(1) }),
    run(data: Workspace, { channel_id, message }) {
      const { name } = channelOf(data, channel_id)
      data.drafts.push({ channel: name, text: message })
      return { ok: true, drafts: data.drafts.length }
    },
  }),
  defineTool({
    name: 'slack_schedule_message',
    description: 'Sends a message later. post_at is in Unix seconds.',
    scope: 'chat:write',
    isWriting: true,
    input: z.object({ channel_id: channelId, message: z.string().min(1), post_at: z.number().int() }),
    run(data: Workspace, { channel_id, message, post_at }) {
      if (post_at * 1_000 <= Date.now()) throw new Refusal('time_in_past')
      const { name } = channelOf(data, channel_id)
      data.drafts.push({ channel: name, text: message, postAt: post_at })
      return { ok: true, post_at }
    },
  }),
  defineTool({
    name: 'slack_create_canvas',
    description: 'Makes a canvas.',
    scope: 'canvases:write',
    isWriting: true,
    input: z.object({ title: z.string().min(1), content: z.string() }),
    run({ canvases, id }: Workspace, { title, content }) {
      const canvas = { id: `F${id}${canvases.length}`, title, markdown: content }
      canvases.push(canvas)
      return canvas
    },
  }),
  defineTool({
    name: 'slack_update_canvas',
    description: 'Replaces the content of a canvas.',
    scope: 'canvases:write',
    isWriting: true,
    input: z.object({ canvas_id: z.string(), content: z.string() }),
    run({ canvases }: Workspace, { canvas_id, content }) {
      const found = canvases.find(({ id }) => id === canvas_id)
      if (!found) throw new Refusal('canvas_not_found')
      found.markdown = content
      return found
    },
  }),
]

export const slackTools = [...reading, ...writing]
