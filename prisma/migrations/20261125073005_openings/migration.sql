-- Openings of auth links are kept, and values and consents rest on one proof: the person's sign-in, or one opening.

-- CreateEnum
CREATE TYPE "OpeningProof" AS ENUM ('nothing', 'sign_in', 'unrecorded');

-- CreateTable
CREATE TABLE "AuthLinkOpening" (
    "id" TEXT NOT NULL,
    "organizationId" TEXT NOT NULL,
    "projectId" TEXT NOT NULL,
    "authLinkId" TEXT,
    "personId" TEXT NOT NULL,
    "proof" TEXT NOT NULL,
    "provenBy" "OpeningProof" NOT NULL,
    "tokenHash" BYTEA,
    "openedAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expiresAt" TIMESTAMP(3) NOT NULL,
    "endedAt" TIMESTAMP(3),

    CONSTRAINT "AuthLinkOpening_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "AuthLinkOpening_personId_idx" ON "AuthLinkOpening"("personId");

-- AlterTable
ALTER TABLE "Credential" ADD COLUMN     "proof" TEXT,
ADD COLUMN     "version" INTEGER NOT NULL DEFAULT 1;

-- AlterTable
ALTER TABLE "AgentKey" ADD COLUMN     "proof" TEXT;

-- AlterTable
ALTER TABLE "CallRecord" ADD COLUMN     "proof" TEXT;

-- Openings as the audit has them. Of a link that was used and not replaced since, the browser's token comes along.
WITH opened AS MATERIALIZED (
  SELECT gen_random_uuid()::text AS id, link."organizationId", link."projectId", link."id" AS "authLinkId",
    audit."actorId" AS "personId", audit."actorKind" = 'user' AS "isSignedIn", audit."at", link."revokedAt"
  FROM "AuditRecord" audit
  JOIN "AuthLink" link ON link."id" = audit."targetId" AND link."organizationId" = audit."organizationId"
  JOIN "Person" person ON person."id" = audit."actorId"
  WHERE audit."action" = 'auth_link.open'
)
INSERT INTO "AuthLinkOpening"
  ("id", "organizationId", "projectId", "authLinkId", "personId", "proof", "provenBy", "tokenHash", "openedAt", "expiresAt", "endedAt")
SELECT opened.id, opened."organizationId", opened."projectId", opened."authLinkId", opened."personId",
  CASE WHEN opened."isSignedIn" THEN 'signed_in' ELSE opened.id END,
  CASE WHEN opened."isSignedIn" THEN 'sign_in' ELSE 'unrecorded' END::"OpeningProof",
  session."tokenHash", opened."at", coalesce(session."expiresAt", opened."at" + interval '7 days'),
  coalesce(ended."at", opened."revokedAt")
FROM opened
CROSS JOIN LATERAL (
  SELECT min(audit."at") AS "at" FROM "AuditRecord" audit
  WHERE audit."organizationId" = opened."organizationId" AND audit."targetId" = opened."authLinkId" AND audit."action" IN ('auth_link.replace', 'auth_link.revoke')
    AND audit."at" > opened."at"
) ended
LEFT JOIN "Session" session ON session."authLinkId" = opened."authLinkId" AND session."personId" = opened."personId"
  AND NOT opened."isSignedIn" AND ended."at" IS NULL;

-- What was given by a link rests on the one opening that can have given it. Where there is none or more than one, it gets
-- one of its own, which is equal to no other.
WITH stored AS (
  SELECT DISTINCT ON (credential."id") credential."id", connection."projectId", audit."actorKind",
    coalesce(audit."actorId", credential."personId", credential."givenById") AS "personId", audit."at"
  FROM "Credential" credential
  JOIN "Connection" connection ON connection."id" = credential."connectionId"
  LEFT JOIN "AuditRecord" audit ON audit."organizationId" = credential."organizationId" AND audit."targetId" = credential."id"
    AND audit."action" = 'credential.store'
  ORDER BY credential."id", audit."at" DESC NULLS LAST
)
UPDATE "Credential" credential SET "proof" = CASE
  WHEN stored."actorKind" = 'user' OR stored."personId" IS NULL OR possible."everOpened" = 0 THEN 'signed_in'
  WHEN possible."count" = 1 THEN possible."only"
  ELSE gen_random_uuid()::text
END
FROM stored
CROSS JOIN LATERAL (
  SELECT count(*) AS "everOpened", count(*) FILTER (WHERE "isPossible") AS "count", min("id") FILTER (WHERE "isPossible") AS "only"
  FROM (
    SELECT opening."id", opening."openedAt" <= stored."at" AND opening."expiresAt" >= stored."at"
      AND (opening."endedAt" IS NULL OR opening."endedAt" >= stored."at") AS "isPossible"
    FROM "AuthLinkOpening" opening
    WHERE opening."personId" = stored."personId" AND opening."projectId" = stored."projectId" AND opening."provenBy" = 'unrecorded'
  ) openings
) possible
WHERE credential."id" = stored."id";

INSERT INTO "AuthLinkOpening"
  ("id", "organizationId", "projectId", "personId", "proof", "provenBy", "openedAt", "expiresAt", "endedAt")
SELECT credential."proof", credential."organizationId", connection."projectId", coalesce(credential."personId", credential."givenById"),
  credential."proof", 'unrecorded', credential."updatedAt", credential."updatedAt", credential."updatedAt"
FROM "Credential" credential
JOIN "Connection" connection ON connection."id" = credential."connectionId"
WHERE credential."proof" <> 'signed_in'
  AND NOT EXISTS (SELECT FROM "AuthLinkOpening" opening WHERE opening."id" = credential."proof");

-- The same for consents. A key that people made for themselves was made signed in.
WITH allowed AS (
  SELECT DISTINCT ON (key."id") key."id", key."projectId", key."personId", audit."actorKind", audit."at",
    coalesce(key."createdById" = key."personId", false) AS "isOwn"
  FROM "AgentKey" key
  LEFT JOIN "AuditRecord" audit ON audit."organizationId" = key."organizationId" AND audit."targetId" = key."id"
    AND audit."action" = 'key.allow'
  WHERE key."allowedAt" IS NOT NULL
  ORDER BY key."id", audit."at" DESC NULLS LAST
)
UPDATE "AgentKey" key SET "proof" = CASE
  WHEN allowed."isOwn" OR allowed."actorKind" = 'user' OR possible."everOpened" = 0 THEN 'signed_in'
  WHEN possible."count" = 1 THEN possible."only"
  ELSE gen_random_uuid()::text
END
FROM allowed
CROSS JOIN LATERAL (
  SELECT count(*) AS "everOpened", count(*) FILTER (WHERE "isPossible") AS "count", min("id") FILTER (WHERE "isPossible") AS "only"
  FROM (
    SELECT opening."id", opening."openedAt" <= allowed."at" AND opening."expiresAt" >= allowed."at"
      AND (opening."endedAt" IS NULL OR opening."endedAt" >= allowed."at") AS "isPossible"
    FROM "AuthLinkOpening" opening
    WHERE opening."personId" = allowed."personId" AND opening."projectId" = allowed."projectId" AND opening."provenBy" = 'unrecorded'
  ) openings
) possible
WHERE key."id" = allowed."id";

-- Such a key goes on as long as the link stands that was opened last of those of its person that stand now.
INSERT INTO "AuthLinkOpening"
  ("id", "organizationId", "projectId", "authLinkId", "personId", "proof", "provenBy", "openedAt", "expiresAt", "endedAt")
SELECT key."proof", key."organizationId", key."projectId", last."authLinkId", key."personId", key."proof", 'unrecorded',
  key."allowedAt", key."allowedAt", CASE WHEN last."authLinkId" IS NULL THEN key."allowedAt" END
FROM "AgentKey" key
LEFT JOIN LATERAL (
  SELECT opening."authLinkId" FROM "AuthLinkOpening" opening
  WHERE opening."personId" = key."personId" AND opening."projectId" = key."projectId" AND opening."endedAt" IS NULL
  ORDER BY opening."openedAt" DESC LIMIT 1
) last ON true
WHERE key."proof" <> 'signed_in'
  AND NOT EXISTS (SELECT FROM "AuthLinkOpening" opening WHERE opening."id" = key."proof");

-- Upstream sessions are opened anew: what they stand on was not kept.
DELETE FROM "UpstreamSession";
DELETE FROM "Session" WHERE "authLinkId" IS NOT NULL;

-- DropForeignKey
ALTER TABLE "Session" DROP CONSTRAINT "Session_authLinkId_fkey";

-- DropForeignKey
ALTER TABLE "AuthLink" DROP CONSTRAINT "AuthLink_openedById_fkey";

-- DropIndex
DROP INDEX "Session_tokenHash_key";

-- DropIndex
DROP INDEX "Session_authLinkId_idx";

-- DropIndex
DROP INDEX "Credential_connectionId_holder_key";

-- DropIndex
DROP INDEX "AuthLink_openedById_idx";

-- AlterTable
ALTER TABLE "Session" DROP COLUMN "authLinkId",
DROP COLUMN "tokenHash";

-- AlterTable
ALTER TABLE "Credential" ALTER COLUMN "proof" SET NOT NULL;

-- AlterTable
ALTER TABLE "AuthLink" DROP COLUMN "openedById";

-- AlterTable
ALTER TABLE "UpstreamSession" ADD COLUMN     "standsOn" TEXT NOT NULL;

-- CreateIndex
CREATE UNIQUE INDEX "AuthLinkOpening_tokenHash_key" ON "AuthLinkOpening"("tokenHash");

-- CreateIndex
CREATE INDEX "AuthLinkOpening_authLinkId_idx" ON "AuthLinkOpening"("authLinkId");

-- CreateIndex
CREATE INDEX "AuthLinkOpening_projectId_openedAt_idx" ON "AuthLinkOpening"("projectId", "openedAt");

-- CreateIndex
CREATE INDEX "AuthLinkOpening_proof_idx" ON "AuthLinkOpening"("proof");

-- CreateIndex
CREATE INDEX "AuthLinkOpening_organizationId_idx" ON "AuthLinkOpening"("organizationId");

-- CreateIndex
CREATE UNIQUE INDEX "Credential_connectionId_holder_proof_key" ON "Credential"("connectionId", "holder", "proof");

-- AddForeignKey
ALTER TABLE "AuthLinkOpening" ADD CONSTRAINT "AuthLinkOpening_organizationId_fkey" FOREIGN KEY ("organizationId") REFERENCES "Organization"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AuthLinkOpening" ADD CONSTRAINT "AuthLinkOpening_projectId_organizationId_fkey" FOREIGN KEY ("projectId", "organizationId") REFERENCES "Project"("id", "organizationId") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AuthLinkOpening" ADD CONSTRAINT "AuthLinkOpening_authLinkId_fkey" FOREIGN KEY ("authLinkId") REFERENCES "AuthLink"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "AuthLinkOpening" ADD CONSTRAINT "AuthLinkOpening_personId_fkey" FOREIGN KEY ("personId") REFERENCES "Person"("id") ON DELETE CASCADE ON UPDATE CASCADE;


-- What Prisma's schema cannot say.

CREATE UNIQUE INDEX "Credential_one_shared_set" ON "Credential"("connectionId") WHERE "holder" = 'shared';
ALTER TABLE "AgentKey" ADD CONSTRAINT "AgentKey_consent_has_proof" CHECK (("allowedAt" IS NULL) = ("proof" IS NULL));
ALTER TABLE "AuthLinkOpening" ADD CONSTRAINT "AuthLinkOpening_signed_in" CHECK (("provenBy" = 'sign_in') = ("proof" = 'signed_in'));
ALTER TABLE "AuthLinkOpening" ADD CONSTRAINT "AuthLinkOpening_token" CHECK ("provenBy" <> 'sign_in' OR "tokenHash" IS NULL);
