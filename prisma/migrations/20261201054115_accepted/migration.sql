-- AlterEnum
ALTER TYPE "CredentialState" ADD VALUE 'accepted';
