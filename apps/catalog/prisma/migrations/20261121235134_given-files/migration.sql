-- CreateTable
CREATE TABLE "given_files" (
    "night" TEXT NOT NULL,
    "set" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "given_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "given_files_pkey" PRIMARY KEY ("night","set","kind")
);
