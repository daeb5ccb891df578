/** What a form action answers. Secret fields are never in `values`; the browser keeps those itself. */
export type FormState<Data = undefined> =
  | { status: 'idle' }
  | { status: 'done'; message?: string; data?: Data }
  | {
      status: 'failed'
      message: string
      fields: Record<string, string>
      values: Record<string, string>
      requestId?: string
    }
  | { status: 'signed_out'; message: string; values: Record<string, string> }

/** The bound action a `<Form>` takes. */
export type BoundAction<Data = undefined> = (previous: FormState<Data>, form: FormData) => Promise<FormState<Data>>

/** Fields named `secret.…`, or with `password` or `token` in the name: neither echoed by the server nor kept by the browser. */
export function isSecretName(name: string): boolean {
  return /^secret\b|password|token/i.test(name)
}
