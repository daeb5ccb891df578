import { authorize } from '#lib/auth/authorize.ts'
import type { Context } from '#lib/context.ts'
import { mergeEdit } from '#lib/edit.ts'
import { AppError, invalidField } from '#lib/errors.ts'
import { assertFit, fitInputs, inAddress } from '../inputs/fit-address.ts'
import { declaredInputs, type Input } from '../inputs/schema.ts'
import { assertSlugFree, replaceInput, withoutInput } from '../internal.ts'
import { canChangeLibrary } from '../policy.ts'
import {
  type ConnectionPart,
  type EditInput,
  editInput,
  type KeepDraftInput,
  type KeptConnection,
  keepDraftInput,
  knownInput,
  type SaveDraftInput,
  saveDraftInput,
} from '../schema.ts'
import {
  type DraftData,
  emptyDraft,
  findDraftData,
  inDraft,
  type KeptCheck,
  mergeDraft,
  requireDraftData,
} from './draft.ts'
import { assertSeen, getOnboarding, inputsOf } from './get-onboarding.ts'
import { parseEntryKey, requireEntry, resolveTarget } from './resolve-target.ts'

/** Finishes one step of an onboarding: its part is checked in full and kept. */
export async function saveDraft(ctx: Context, raw: SaveDraftInput): Promise<void> {
  authorize(canChangeLibrary(ctx.actor), ctx.actor)
  const input = saveDraftInput.parse(raw)
  await requireEntry(ctx, input.entryKey)
  await inDraft(ctx, input.entryKey, async (tx) => mergeDraft(tx, input.entryKey, await finishStep(tx, input)))
}

async function finishStep(tx: Context, input: ReturnType<typeof saveDraftInput.parse>): Promise<Partial<DraftData>> {
  switch (input.step) {
    case 'connection': {
      const { entryKey, step: _, seen, ...connection } = input
      await assertLatest(tx, entryKey, connection, seen)
      const { url, inputs } = await resolveTarget(tx, entryKey, connection)
      await assertSlugFree(tx, connection.slug)
      const before = await findDraftData(tx, entryKey)
      refuseFoundOut(before?.check, url)
      if (!before?.inputs || isSameTarget(before, connection)) return { connection, isConnected: true }
      return { connection, isConnected: true, inputs: fitInputs(url, before.inputs, inAddress(inputs)) }
    }
    case 'authorization': {
      await requireDraftData(tx, input.entryKey)
      await assertSeen(tx, input.entryKey, input.seenAs)
      return { inputs: input.inputs ?? requireSound(await currentInputs(tx, input.entryKey)), isConfirmed: true }
    }
    case 'review':
      await requireDraftData(tx, input.entryKey)
      return { credentialMode: input.credentialMode }
  }
}

function isSameTarget({ connection: before }: DraftData, { endpoint, url }: ConnectionPart): boolean {
  return before?.endpoint === endpoint && before?.url === url
}

/** Keeps what was typed or chosen in a step so far, right or wrong, without taking the step for done. */
export async function keepDraft(ctx: Context, raw: KeepDraftInput): Promise<void> {
  authorize(canChangeLibrary(ctx.actor), ctx.actor)
  const { entryKey, credentialMode, seen, ...connection } = keepDraftInput.parse(raw)
  await requireEntry(ctx, entryKey)
  const isConnection = Object.keys(connection).length > 0
  await inDraft(ctx, entryKey, async (tx) => {
    if (!isConnection) await requireDraftData(tx, entryKey)
    await assertLatest(tx, entryKey, connection, seen)
    await mergeDraft(tx, entryKey, { ...(credentialMode && { credentialMode }), ...(isConnection && { connection }) })
  })
}

/** Adds a input to the draft, or replaces the one called `original`. */
export async function saveInputOfDraft(ctx: Context, rawKey: string, raw: EditInput): Promise<void> {
  authorize(canChangeLibrary(ctx.actor), ctx.actor)
  const entryKey = parseEntryKey(rawKey)
  const edit = editInput.parse(raw)
  await changeInputs(ctx, entryKey, (inputs) => replaceInput(inputs, edit))
}

export async function removeInputOfDraft(ctx: Context, rawKey: string, rawInput: string): Promise<void> {
  authorize(canChangeLibrary(ctx.actor), ctx.actor)
  const entryKey = parseEntryKey(rawKey)
  const key = knownInput.parse(rawInput)
  await changeInputs(ctx, entryKey, (inputs) => withoutInput(inputs, key))
}

function changeInputs(ctx: Context, entryKey: string, edit: (inputs: Input[]) => Input[]): Promise<void> {
  return inDraft(ctx, entryKey, async (tx) => {
    await requireDraftData(tx, entryKey)
    const inputs = edit(await currentInputs(tx, entryKey))
    const { connection } = await getOnboarding(tx, entryKey)
    assertFit((await resolveTarget(tx, entryKey, connection)).url, inputs)
    await mergeDraft(tx, entryKey, { inputs })
  })
}

/** A check that has found out what an address is not stays true until the next check. */
export function refuseFoundOut(check: KeptCheck | undefined, url: string): void {
  if (check?.view.url !== url || check.view.reach !== 'not_mcp') return
  const reason = check.view.reason ?? 'No MCP server answers there.'
  throw invalidField('url', `${reason} It cannot be added; correct the address, or check again.`)
}

/** Refuses a form that shows what another tab has changed meanwhile, if it says what it showed. */
async function assertLatest(ctx: Context, entryKey: string, form: KeptConnection, seen: Record<string, string>) {
  if (Object.keys(seen).length === 0) return
  const { connection: now } = await getOnboarding(ctx, entryKey)
  mergeEdit({ seen, given: form as Record<string, string>, now, isWhole: true })
}

/** What is confirmed unseen must hold as well: a catalog, too, may name a input that is not an admin's to set. */
function requireSound(inputs: Input[]): Input[] {
  const parsed = declaredInputs.safeParse(inputs)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const name = inputs[Number(issue?.path[0])]?.name
  throw new AppError('precondition_failed', `${name ? `${name}: ` : ''}${issue?.message} Edit or remove it first.`)
}

async function currentInputs(ctx: Context, entryKey: string) {
  const entry = await requireEntry(ctx, entryKey)
  return inputsOf(entry, (await findDraftData(ctx, entryKey)) ?? emptyDraft)
}

/** The sentence for a step that was jumped over. */
export function unfinished(step: string): AppError {
  return new AppError('precondition_failed', `The step ${step} is not finished. Go back to it first.`)
}
