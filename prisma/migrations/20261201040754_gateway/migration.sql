-- AlterTable
ALTER TABLE "ServerTool" ADD COLUMN     "problem" TEXT;

-- AlterTable
ALTER TABLE "Project" ADD COLUMN     "toolNameChars" INTEGER NOT NULL DEFAULT 48;

-- AlterTable
ALTER TABLE "Connection" ADD COLUMN     "answerSeconds" INTEGER NOT NULL DEFAULT 30,
ADD COLUMN     "silenceMinutes" INTEGER NOT NULL DEFAULT 5,
ADD COLUMN     "totalMinutes" INTEGER NOT NULL DEFAULT 60;

-- CreateTable
CREATE TABLE "EndedSession" (
    "clientSessionId" TEXT NOT NULL,
    "organizationId" TEXT NOT NULL,
    "endedAt" TIMESTAMP(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "EndedSession_pkey" PRIMARY KEY ("clientSessionId")
);

-- CreateIndex
CREATE INDEX "EndedSession_organizationId_idx" ON "EndedSession"("organizationId");

-- CreateIndex
CREATE INDEX "EndedSession_endedAt_idx" ON "EndedSession"("endedAt");

-- AddForeignKey
ALTER TABLE "EndedSession" ADD CONSTRAINT "EndedSession_organizationId_fkey" FOREIGN KEY ("organizationId") REFERENCES "Organization"("id") ON DELETE CASCADE ON UPDATE CASCADE;
