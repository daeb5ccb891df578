-- AlterTable
ALTER TABLE "ServerTool" ADD COLUMN     "problem" TEXT;

-- AlterTable
ALTER TABLE "Project" ADD COLUMN     "toolNameChars" INTEGER NOT NULL DEFAULT 48;
