-- AlterTable
ALTER TABLE "Credential" ADD COLUMN     "accessUntil" TIMESTAMP(3),
ADD COLUMN     "account" TEXT;

-- CreateTable
CREATE TABLE "OAuthClient" (
    "id" TEXT NOT NULL,
    "organizationId" TEXT NOT NULL,
    "serverId" TEXT NOT NULL,
    "issuer" TEXT NOT NULL,
    "metadata" JSONB NOT NULL,
    "resource" TEXT,
    "clientId" TEXT NOT NULL,
    "secret" BYTEA,
    "authMethod" TEXT NOT NULL,
    "madeBy" TEXT NOT NULL,
    "scopes" TEXT NOT NULL,
    "redirectUri" TEXT NOT NULL,
    "isRequired" BOOLEAN NOT NULL DEFAULT true,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "OAuthClient_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "SignInAttempt" (
    "id" TEXT NOT NULL,
    "organizationId" TEXT NOT NULL,
    "connectionId" TEXT NOT NULL,
    "clientRowId" TEXT NOT NULL,
    "personId" TEXT NOT NULL,
    "proof" TEXT NOT NULL,
    "stateHash" BYTEA NOT NULL,
    "browserHash" BYTEA NOT NULL,
    "verifier" BYTEA NOT NULL,
    "scopes" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMP(3) NOT NULL,
    "usedAt" TIMESTAMP(3),

    CONSTRAINT "SignInAttempt_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "OAuthClient_organizationId_idx" ON "OAuthClient"("organizationId");

-- CreateIndex
CREATE UNIQUE INDEX "OAuthClient_serverId_organizationId_key" ON "OAuthClient"("serverId", "organizationId");

-- CreateIndex
CREATE UNIQUE INDEX "SignInAttempt_stateHash_key" ON "SignInAttempt"("stateHash");

-- CreateIndex
CREATE INDEX "SignInAttempt_organizationId_idx" ON "SignInAttempt"("organizationId");

-- CreateIndex
CREATE INDEX "SignInAttempt_connectionId_idx" ON "SignInAttempt"("connectionId");

-- CreateIndex
CREATE INDEX "SignInAttempt_personId_idx" ON "SignInAttempt"("personId");

-- CreateIndex
CREATE INDEX "SignInAttempt_expiresAt_idx" ON "SignInAttempt"("expiresAt");

-- AddForeignKey
ALTER TABLE "OAuthClient" ADD CONSTRAINT "OAuthClient_organizationId_fkey" FOREIGN KEY ("organizationId") REFERENCES "Organization"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "OAuthClient" ADD CONSTRAINT "OAuthClient_serverId_organizationId_fkey" FOREIGN KEY ("serverId", "organizationId") REFERENCES "Server"("id", "organizationId") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SignInAttempt" ADD CONSTRAINT "SignInAttempt_organizationId_fkey" FOREIGN KEY ("organizationId") REFERENCES "Organization"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SignInAttempt" ADD CONSTRAINT "SignInAttempt_connectionId_organizationId_fkey" FOREIGN KEY ("connectionId", "organizationId") REFERENCES "Connection"("id", "organizationId") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "SignInAttempt" ADD CONSTRAINT "SignInAttempt_personId_fkey" FOREIGN KEY ("personId") REFERENCES "Person"("id") ON DELETE CASCADE ON UPDATE CASCADE;
