import type { NextRequest } from 'next/server'
import NextAuth from 'next-auth'
import { authOptions } from '#lib/auth/next-auth.ts'

type Params = { params: Promise<{ nextauth: string[] }> }

function handle(request: NextRequest, context: Params): Promise<Response> {
  return NextAuth(request, context, authOptions())
}

export { handle as GET, handle as POST }
