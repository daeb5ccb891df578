-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateEnum
CREATE TYPE "OrgRole" AS ENUM ('admin', 'auditor', 'member');

-- CreateEnum
CREATE TYPE "ProjectRole" AS ENUM ('owner', 'member');

-- CreateEnum
CREATE TYPE "CredentialMode" AS ENUM ('per_person', 'shared');

-- CreateEnum
CREATE TYPE "Reach" AS ENUM ('unknown', 'reachable', 'asks_sign_in', 'unreachable', 'not_mcp');

-- CreateEnum
CREATE TYPE "ConnectionState" AS ENUM ('active', 'paused');

-- CreateEnum
CREATE TYPE "ToolPolicy" AS ENUM ('all', 'chosen');

-- CreateEnum
CREATE TYPE "CredentialState" AS ENUM ('verified', 'unverified', 'rejected');

-- CreateEnum
CREATE TYPE "OneTimePurpose" AS ENUM ('setup', 'invitation', 'password_reset');

-- CreateEnum
CREATE TYPE "CallOutcome" AS ENUM ('ok', 'tool_error', 'rpc_error', 'denied', 'needs_sign_in', 'upstream_failed', 'cancelled');

-- CreateTable
CREATE TABLE "Organization" (
    "id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Organization_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "OrganizationKey" (
    "organizationId" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "masterKeyId" TEXT NOT NULL,
    "wrapped" BYTEA NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "OrganizationKey_pkey" PRIMARY KEY ("organizationId","version")
);

-- CreateTable
CREATE TABLE "Person" (
    "id" TEXT NOT NULL,
    "organizationId" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "role" "OrgRole",
    "passwordHash" TEXT,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Person_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Session" (
    "id" TEXT NOT NULL,
    "organizationId" TEXT NOT NULL,
    "personId" TEXT NOT NULL,
    "authLinkId" TEXT,
    "tokenHash" BYTEA,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lastSeenAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "OneTimeLink" (
    "id" TEXT NOT NULL,
    "organizationId" TEXT,
    "purpose" "OneTimePurpose" NOT NULL,
    "tokenHash" BYTEA NOT NULL,
    "email" TEXT,
    "role" "OrgRole",
    "personId" TEXT,
    "createdById" TEXT,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMP(3) NOT NULL,
    "usedAt" TIMESTAMP(3),
    "revokedAt" TIMESTAMP(3),

    CONSTRAINT "OneTimeLink_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Throttle" (
    "key" TEXT NOT NULL,
    "failures" INTEGER NOT NULL DEFAULT 0,
    "lastFailedAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Throttle_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "Server" (
    "id" TEXT NOT NULL,
    "organizationId" TEXT NOT NULL,
    "entryName" TEXT,
    "entryVersion" TEXT,
    "name" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "url" TEXT NOT NULL,
    "transport" TEXT NOT NULL DEFAULT 'streamable-http',
    "region" TEXT,
    "credentialMode" "CredentialMode" NOT NULL DEFAULT 'per_person',
    "reach" "Reach" NOT NULL DEFAULT 'unknown',
    "reachReason" TEXT,
    "checkedAt" TIMESTAMP(3),
    "era" TEXT,
    "mcpVersion" TEXT,
    "serverName" TEXT,
    "createdById" TEXT,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Server_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ServerInput" (
    "id" TEXT NOT NULL,
    "serverId" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "location" TEXT NOT NULL DEFAULT 'header',
    "name" TEXT NOT NULL,
    "nameKey" TEXT NOT NULL,
    "template" TEXT NOT NULL,
    "isRequired" BOOLEAN NOT NULL DEFAULT true,
    "isSecret" BOOLEAN NOT NULL DEFAULT true,
    "help" TEXT NOT NULL DEFAULT '',
    "fields" JSONB NOT NULL,

    CONSTRAINT "ServerInput_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ServerTool" (
    "id" TEXT NOT NULL,
    "serverId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "title" TEXT,
    "description" TEXT NOT NULL DEFAULT '',
    "annotations" JSONB,
    "inputSchema" JSONB NOT NULL,
    "seenAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ServerTool_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "OnboardingDraft" (
    "id" TEXT NOT NULL,
    "organizationId" TEXT NOT NULL,
    "personId" TEXT NOT NULL,
    "entryKey" TEXT NOT NULL,
    "step" TEXT NOT NULL,
    "data" JSONB NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "OnboardingDraft_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "Project" (
    "id" TEXT NOT NULL,
    "organizationId" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "description" TEXT NOT NULL DEFAULT '',
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Project_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ProjectMember" (
    "projectId" TEXT NOT NULL,
    "personId" TEXT NOT NULL,
    "organizationId" TEXT NOT NULL,
    "role" "ProjectRole" NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "ProjectMember_pkey" PRIMARY KEY ("projectId","personId")
);

-- CreateTable
CREATE TABLE "Connection" (
    "id" TEXT NOT NULL,
    "organizationId" TEXT NOT NULL,
    "projectId" TEXT NOT NULL,
    "serverId" TEXT NOT NULL,
    "slug" TEXT NOT NULL,
    "credentialMode" "CredentialMode" NOT NULL,
    "state" "ConnectionState" NOT NULL DEFAULT 'active',
    "toolPolicy" "ToolPolicy" NOT NULL DEFAULT 'all',
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Connection_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "ConnectionTool" (
    "connectionId" TEXT NOT NULL,
    "name" TEXT NOT NULL,

    CONSTRAINT "ConnectionTool_pkey" PRIMARY KEY ("connectionId","name")
);

-- CreateTable
CREATE TABLE "Credential" (
    "id" TEXT NOT NULL,
    "organizationId" TEXT NOT NULL,
    "connectionId" TEXT NOT NULL,
    "holder" TEXT NOT NULL,
    "personId" TEXT,
    "givenById" TEXT,
    "envelope" BYTEA NOT NULL,
    "state" "CredentialState" NOT NULL,
    "stateReason" TEXT,
    "toolCount" INTEGER,
    "verifiedAt" TIMESTAMP(3),
    "lastUsedAt" TIMESTAMP(3),
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "updatedAt" TIMESTAMP(3) NOT NULL,

    CONSTRAINT "Credential_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AgentKey" (
    "id" TEXT NOT NULL,
    "organizationId" TEXT NOT NULL,
    "projectId" TEXT NOT NULL,
    "personId" TEXT NOT NULL,
    "createdById" TEXT,
    "publicId" TEXT NOT NULL,
    "secretHash" BYTEA NOT NULL,
    "name" TEXT NOT NULL,
    "allowedAt" TIMESTAMP(3),
    "refusedAt" TIMESTAMP(3),
    "expiresAt" TIMESTAMP(3),
    "revokedAt" TIMESTAMP(3),
    "lastUsedAt" TIMESTAMP(3),
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "AgentKey_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AuthLink" (
    "id" TEXT NOT NULL,
    "organizationId" TEXT NOT NULL,
    "projectId" TEXT NOT NULL,
    "email" TEXT NOT NULL,
    "credentialMode" "CredentialMode" NOT NULL DEFAULT 'per_person',
    "tokenHash" BYTEA NOT NULL,
    "createdById" TEXT,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMP(3) NOT NULL,
    "usedAt" TIMESTAMP(3),
    "openedById" TEXT,
    "revokedAt" TIMESTAMP(3),

    CONSTRAINT "AuthLink_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AuthLinkConnection" (
    "authLinkId" TEXT NOT NULL,
    "connectionId" TEXT NOT NULL,

    CONSTRAINT "AuthLinkConnection_pkey" PRIMARY KEY ("authLinkId","connectionId")
);

-- CreateTable
CREATE TABLE "UpstreamSession" (
    "clientSessionId" TEXT NOT NULL,
    "connectionId" TEXT NOT NULL,
    "organizationId" TEXT NOT NULL,
    "credentialId" TEXT,
    "upstreamSessionId" TEXT,
    "protocolVersion" TEXT NOT NULL,
    "createdAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "lastUsedAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "UpstreamSession_pkey" PRIMARY KEY ("clientSessionId","connectionId")
);

-- CreateTable
CREATE TABLE "CallRecord" (
    "id" TEXT NOT NULL,
    "organizationId" TEXT NOT NULL,
    "projectId" TEXT NOT NULL,
    "connectionId" TEXT,
    "connectionSlug" TEXT NOT NULL,
    "personId" TEXT,
    "keyName" TEXT NOT NULL,
    "method" TEXT NOT NULL,
    "tool" TEXT,
    "outcome" "CallOutcome" NOT NULL,
    "gatewayMs" DOUBLE PRECISION NOT NULL,
    "upstreamMs" DOUBLE PRECISION,
    "at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "CallRecord_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "AuditRecord" (
    "id" TEXT NOT NULL,
    "organizationId" TEXT NOT NULL,
    "at" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "actorKind" TEXT NOT NULL,
    "actorId" TEXT,
    "actorLabel" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "targetKind" TEXT NOT NULL,
    "targetId" TEXT NOT NULL,
    "targetLabel" TEXT NOT NULL,
    "projectId" TEXT,
    "details" JSONB,
    "requestId" TEXT NOT NULL,

    CONSTRAINT "AuditRecord_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "Person_organizationId_role_email_idx" ON "Person"("organizationId", "role", "email");

-- CreateIndex
CREATE UNIQUE INDEX "Person_organizationId_email_key" ON "Person"("organizationId", "email");

-- CreateIndex
CREATE UNIQUE INDEX "Person_id_organizationId_key" ON "Person"("id", "organizationId");

-- CreateIndex
CREATE UNIQUE INDEX "Session_tokenHash_key" ON "Session"("tokenHash");

-- CreateIndex
CREATE INDEX "Session_personId_idx" ON "Session"("personId");

-- CreateIndex
CREATE INDEX "Session_authLinkId_idx" ON "Session"("authLinkId");

-- CreateIndex
CREATE INDEX "Session_expiresAt_idx" ON "Session"("expiresAt");

-- CreateIndex
CREATE UNIQUE INDEX "OneTimeLink_tokenHash_key" ON "OneTimeLink"("tokenHash");

-- CreateIndex
CREATE INDEX "OneTimeLink_organizationId_purpose_createdAt_idx" ON "OneTimeLink"("organizationId", "purpose", "createdAt");

-- CreateIndex
CREATE INDEX "OneTimeLink_personId_idx" ON "OneTimeLink"("personId");

-- CreateIndex
CREATE INDEX "OneTimeLink_createdById_idx" ON "OneTimeLink"("createdById");

-- CreateIndex
CREATE INDEX "Throttle_lastFailedAt_idx" ON "Throttle"("lastFailedAt");

-- CreateIndex
CREATE INDEX "Server_organizationId_name_idx" ON "Server"("organizationId", "name");

-- CreateIndex
CREATE INDEX "Server_checkedAt_idx" ON "Server"("checkedAt");

-- CreateIndex
CREATE UNIQUE INDEX "Server_organizationId_slug_key" ON "Server"("organizationId", "slug");

-- CreateIndex
CREATE UNIQUE INDEX "Server_id_organizationId_key" ON "Server"("id", "organizationId");

-- CreateIndex
CREATE INDEX "ServerInput_serverId_position_idx" ON "ServerInput"("serverId", "position");

-- CreateIndex
CREATE UNIQUE INDEX "ServerInput_serverId_location_nameKey_key" ON "ServerInput"("serverId", "location", "nameKey");

-- CreateIndex
CREATE UNIQUE INDEX "ServerTool_serverId_name_key" ON "ServerTool"("serverId", "name");

-- CreateIndex
CREATE INDEX "OnboardingDraft_organizationId_idx" ON "OnboardingDraft"("organizationId");

-- CreateIndex
CREATE UNIQUE INDEX "OnboardingDraft_personId_entryKey_key" ON "OnboardingDraft"("personId", "entryKey");

-- CreateIndex
CREATE INDEX "Project_organizationId_name_idx" ON "Project"("organizationId", "name");

-- CreateIndex
CREATE UNIQUE INDEX "Project_organizationId_slug_key" ON "Project"("organizationId", "slug");

-- CreateIndex
CREATE UNIQUE INDEX "Project_id_organizationId_key" ON "Project"("id", "organizationId");

-- CreateIndex
CREATE INDEX "ProjectMember_personId_idx" ON "ProjectMember"("personId");

-- CreateIndex
CREATE INDEX "Connection_serverId_idx" ON "Connection"("serverId");

-- CreateIndex
CREATE INDEX "Connection_organizationId_idx" ON "Connection"("organizationId");

-- CreateIndex
CREATE UNIQUE INDEX "Connection_projectId_slug_key" ON "Connection"("projectId", "slug");

-- CreateIndex
CREATE UNIQUE INDEX "Connection_id_organizationId_key" ON "Connection"("id", "organizationId");

-- CreateIndex
CREATE INDEX "Credential_personId_idx" ON "Credential"("personId");

-- CreateIndex
CREATE INDEX "Credential_givenById_idx" ON "Credential"("givenById");

-- CreateIndex
CREATE INDEX "Credential_organizationId_idx" ON "Credential"("organizationId");

-- CreateIndex
CREATE UNIQUE INDEX "Credential_connectionId_holder_key" ON "Credential"("connectionId", "holder");

-- CreateIndex
CREATE UNIQUE INDEX "AgentKey_publicId_key" ON "AgentKey"("publicId");

-- CreateIndex
CREATE INDEX "AgentKey_projectId_createdAt_idx" ON "AgentKey"("projectId", "createdAt");

-- CreateIndex
CREATE INDEX "AgentKey_personId_idx" ON "AgentKey"("personId");

-- CreateIndex
CREATE INDEX "AgentKey_createdById_idx" ON "AgentKey"("createdById");

-- CreateIndex
CREATE INDEX "AgentKey_organizationId_idx" ON "AgentKey"("organizationId");

-- CreateIndex
CREATE UNIQUE INDEX "AuthLink_tokenHash_key" ON "AuthLink"("tokenHash");

-- CreateIndex
CREATE INDEX "AuthLink_projectId_createdAt_idx" ON "AuthLink"("projectId", "createdAt");

-- CreateIndex
CREATE INDEX "AuthLink_createdById_idx" ON "AuthLink"("createdById");

-- CreateIndex
CREATE INDEX "AuthLink_openedById_idx" ON "AuthLink"("openedById");

-- CreateIndex
CREATE INDEX "AuthLink_organizationId_idx" ON "AuthLink"("organizationId");

-- CreateIndex
CREATE INDEX "AuthLinkConnection_connectionId_idx" ON "AuthLinkConnection"("connectionId");

-- CreateIndex
CREATE INDEX "UpstreamSession_connectionId_idx" ON "UpstreamSession"("connectionId");

-- CreateIndex
CREATE INDEX "UpstreamSession_credentialId_idx" ON "UpstreamSession"("credentialId");

-- CreateIndex
CREATE INDEX "UpstreamSession_lastUsedAt_idx" ON "UpstreamSession"("lastUsedAt");

-- CreateIndex
CREATE INDEX "UpstreamSession_organizationId_idx" ON "UpstreamSession"("organizationId");

-- CreateIndex
CREATE INDEX "CallRecord_projectId_at_id_idx" ON "CallRecord"("projectId", "at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "CallRecord_connectionId_idx" ON "CallRecord"("connectionId");

-- CreateIndex
CREATE INDEX "CallRecord_personId_idx" ON "CallRecord"("personId");

-- CreateIndex
CREATE INDEX "CallRecord_organizationId_idx" ON "CallRecord"("organizationId");

-- CreateIndex
CREATE INDEX "AuditRecord_organizationId_at_id_idx" ON "AuditRecord"("organizationId", "at" DESC, "id" DESC);

-- CreateIndex
CREATE INDEX "AuditRecord_organizationId_action_at_idx" ON "AuditRecord"("organizationId", "action", "at" DESC);

-- AddForeignKey
ALTER TABLE "OrganizationKey" ADD CONSTRAINT "OrganizationKey_organizationId_fkey" FOREIGN KEY ("organizationId") REFERENCES "Organization"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Person" ADD CONSTRAINT "Person_organizationId_fkey" FOREIGN KEY ("organizationId") REFERENCES "Organization"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Session" ADD CONSTRAINT "Session_organizationId_fkey" FOREIGN KEY ("organizationId") REFERENCES "Organization"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Session" ADD CONSTRAINT "Session_personId_fkey" FOREIGN KEY ("personId") REFERENCES "Person"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Session" ADD CONSTRAINT "Session_authLinkId_fkey" FOREIGN KEY ("authLinkId") REFERENCES "AuthLink"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "OneTimeLink" ADD CONSTRAINT "OneTimeLink_organizationId_fkey" FOREIGN KEY ("organizationId") REFERENCES "Organization"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "OneTimeLink" ADD CONSTRAINT "OneTimeLink_personId_fkey" FOREIGN KEY ("personId") REFERENCES "Person"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "OneTimeLink" ADD CONSTRAINT "OneTimeLink_createdById_fkey" FOREIGN KEY ("createdById") REFERENCES "Person"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Server" ADD CONSTRAINT "Server_organizationId_fkey" FOREIGN KEY ("organizationId") REFERENCES "Organization"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ServerInput" ADD CONSTRAINT "ServerInput_serverId_fkey" FOREIGN KEY ("serverId") REFERENCES "Server"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ServerTool" ADD CONSTRAINT "ServerTool_serverId_fkey" FOREIGN KEY ("serverId") REFERENCES "Server"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "OnboardingDraft" ADD CONSTRAINT "OnboardingDraft_organizationId_fkey" FOREIGN KEY ("organizationId") REFERENCES "Organization"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "OnboardingDraft" ADD CONSTRAINT "OnboardingDraft_personId_fkey" FOREIGN KEY ("personId") REFERENCES "Person"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Project" ADD CONSTRAINT "Project_organizationId_fkey" FOREIGN KEY ("organizationId") REFERENCES "Organization"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ProjectMember" ADD CONSTRAINT "ProjectMember_projectId_organizationId_fkey" FOREIGN KEY ("projectId", "organizationId") REFERENCES "Project"("id", "organizationId") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ProjectMember" ADD CONSTRAINT "ProjectMember_personId_organizationId_fkey" FOREIGN KEY ("personId", "organizationId") REFERENCES "Person"("id", "organizationId") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Connection" ADD CONSTRAINT "Connection_organizationId_fkey" FOREIGN KEY ("organizationId") REFERENCES "Organization"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Connection" ADD CONSTRAINT "Connection_projectId_organizationId_fkey" FOREIGN KEY ("projectId", "organizationId") REFERENCES "Project"("id", "organizationId") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Connection" ADD CONSTRAINT "Connection_serverId_organizationId_fkey" FOREIGN KEY ("serverId", "organizationId") REFERENCES "Server"("id", "organizationId") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "ConnectionTool" ADD CONSTRAINT "ConnectionTool_connectionId_fkey" FOREIGN KEY ("connectionId") REFERENCES "Connection"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Credential" ADD CONSTRAINT "Credential_organizationId_fkey" FOREIGN KEY ("organizationId") REFERENCES "Organization"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Credential" ADD CONSTRAINT "Credential_connectionId_organizationId_fkey" FOREIGN KEY ("connectionId", "organizationId") REFERENCES "Connection"("id", "organizationId") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Credential" ADD CONSTRAINT "Credential_personId_fkey" FOREIGN KEY ("personId") REFERENCES "Person"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "Credential" ADD CONSTRAINT "Credential_givenById_fkey" FOREIGN KEY ("givenById") REFERENCES "Person"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AgentKey" ADD CONSTRAINT "AgentKey_organizationId_fkey" FOREIGN KEY ("organizationId") REFERENCES "Organization"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AgentKey" ADD CONSTRAINT "AgentKey_projectId_organizationId_fkey" FOREIGN KEY ("projectId", "organizationId") REFERENCES "Project"("id", "organizationId") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AgentKey" ADD CONSTRAINT "AgentKey_personId_fkey" FOREIGN KEY ("personId") REFERENCES "Person"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AgentKey" ADD CONSTRAINT "AgentKey_createdById_fkey" FOREIGN KEY ("createdById") REFERENCES "Person"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AuthLink" ADD CONSTRAINT "AuthLink_organizationId_fkey" FOREIGN KEY ("organizationId") REFERENCES "Organization"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AuthLink" ADD CONSTRAINT "AuthLink_projectId_organizationId_fkey" FOREIGN KEY ("projectId", "organizationId") REFERENCES "Project"("id", "organizationId") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AuthLink" ADD CONSTRAINT "AuthLink_createdById_fkey" FOREIGN KEY ("createdById") REFERENCES "Person"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AuthLink" ADD CONSTRAINT "AuthLink_openedById_fkey" FOREIGN KEY ("openedById") REFERENCES "Person"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AuthLinkConnection" ADD CONSTRAINT "AuthLinkConnection_authLinkId_fkey" FOREIGN KEY ("authLinkId") REFERENCES "AuthLink"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AuthLinkConnection" ADD CONSTRAINT "AuthLinkConnection_connectionId_fkey" FOREIGN KEY ("connectionId") REFERENCES "Connection"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "UpstreamSession" ADD CONSTRAINT "UpstreamSession_organizationId_fkey" FOREIGN KEY ("organizationId") REFERENCES "Organization"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "UpstreamSession" ADD CONSTRAINT "UpstreamSession_connectionId_fkey" FOREIGN KEY ("connectionId") REFERENCES "Connection"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "UpstreamSession" ADD CONSTRAINT "UpstreamSession_credentialId_fkey" FOREIGN KEY ("credentialId") REFERENCES "Credential"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CallRecord" ADD CONSTRAINT "CallRecord_organizationId_fkey" FOREIGN KEY ("organizationId") REFERENCES "Organization"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CallRecord" ADD CONSTRAINT "CallRecord_projectId_fkey" FOREIGN KEY ("projectId") REFERENCES "Project"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CallRecord" ADD CONSTRAINT "CallRecord_connectionId_fkey" FOREIGN KEY ("connectionId") REFERENCES "Connection"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "CallRecord" ADD CONSTRAINT "CallRecord_personId_fkey" FOREIGN KEY ("personId") REFERENCES "Person"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AuditRecord" ADD CONSTRAINT "AuditRecord_organizationId_fkey" FOREIGN KEY ("organizationId") REFERENCES "Organization"("id") ON DELETE CASCADE ON UPDATE CASCADE;


-- What Prisma's schema cannot say.

ALTER TABLE "Person" ADD CONSTRAINT "Person_email_is_lower" CHECK ("email" = lower("email") AND "email" <> '');
ALTER TABLE "Server" ADD CONSTRAINT "Server_slug_form" CHECK ("slug" ~ '^[a-z0-9-]{1,32}$');
ALTER TABLE "Project" ADD CONSTRAINT "Project_slug_form" CHECK ("slug" ~ '^[a-z0-9-]{1,32}$');
ALTER TABLE "Connection" ADD CONSTRAINT "Connection_slug_form" CHECK ("slug" ~ '^[a-z0-9-]{1,32}$');
ALTER TABLE "ServerInput" ADD CONSTRAINT "ServerInput_name_key" CHECK ("nameKey" = lower("name"));
ALTER TABLE "ServerInput" ADD CONSTRAINT "ServerInput_location_known" CHECK ("location" IN ('header', 'query', 'path'));
ALTER TABLE "Credential" ADD CONSTRAINT "Credential_holder" CHECK ("holder" = coalesce("personId", 'shared'));
ALTER TABLE "AuthLink" ADD CONSTRAINT "AuthLink_email_is_lower" CHECK ("email" = lower("email") AND "email" <> '');
ALTER TABLE "AuthLink" ADD CONSTRAINT "AuthLink_used_by_someone" CHECK (("usedAt" IS NULL) = ("openedById" IS NULL));
ALTER TABLE "OneTimeLink" ADD CONSTRAINT "OneTimeLink_purpose" CHECK (
  ("purpose" = 'setup' AND "organizationId" IS NULL AND "personId" IS NULL)
  OR ("purpose" = 'invitation' AND "organizationId" IS NOT NULL AND "email" = lower("email") AND "role" IS NOT NULL)
  OR ("purpose" = 'password_reset' AND "organizationId" IS NOT NULL AND "personId" IS NOT NULL)
);
ALTER TABLE "Session" ADD CONSTRAINT "Session_link_has_token" CHECK (("authLinkId" IS NULL) = ("tokenHash" IS NULL));
ALTER TABLE "AgentKey" ADD CONSTRAINT "AgentKey_one_answer" CHECK ("allowedAt" IS NULL OR "refusedAt" IS NULL);
