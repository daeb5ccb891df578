-- AlterTable
ALTER TABLE "Credential" ADD COLUMN     "endsAt" TIMESTAMP(3),
ADD COLUMN     "given" TEXT[] DEFAULT ARRAY[]::TEXT[];
