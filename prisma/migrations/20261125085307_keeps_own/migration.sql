-- AlterTable
ALTER TABLE "Connection" ADD COLUMN     "keepsOwn" BOOLEAN NOT NULL DEFAULT false;
