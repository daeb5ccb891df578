'use server'

import { formAction } from '#lib/boundary/form-action.ts'
import { again, allow, endKey, give, refuse, revoke, signIn, signInItself, takeOver } from './_parts/adapters.ts'

export const giveCredentialAction = formAction(give)
export const signInAction = formAction(signIn)
export const signInItselfAction = formAction(signInItself)
export const revokeCredentialAction = formAction(revoke)
export const tryAgainAction = formAction(again)
export const takeOverCredentialAction = formAction(takeOver)
export const allowKeyAction = formAction(allow)
export const refuseKeyAction = formAction(refuse)
export const revokeKeyAction = formAction(endKey)
