-- AlterTable
ALTER TABLE "Credential" ADD COLUMN     "endsAt" TIMESTAMP(3),
ADD COLUMN     "given" TEXT[] NOT NULL DEFAULT ARRAY[]::TEXT[];
