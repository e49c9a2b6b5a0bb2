-- CreateTable
CREATE TABLE "sites" (
    "key" TEXT NOT NULL,
    "name" TEXT,
    "longitude_deg" DOUBLE PRECISION NOT NULL,
    "latitude_deg" DOUBLE PRECISION NOT NULL,
    "elevation_metres" DOUBLE PRECISION,

    CONSTRAINT "sites_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "cameras" (
    "id" TEXT NOT NULL,
    "instrument" TEXT,

    CONSTRAINT "cameras_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "nights" (
    "name" TEXT NOT NULL,
    "location" TEXT,
    "central_azimuth_deg" DOUBLE PRECISION NOT NULL,

    CONSTRAINT "nights_pkey" PRIMARY KEY ("name")
);

-- CreateTable
CREATE TABLE "sets" (
    "night" TEXT NOT NULL,
    "set" INTEGER NOT NULL,
    "folder" TEXT NOT NULL,
    "site_key" TEXT,
    "camera_id" TEXT,

    CONSTRAINT "sets_pkey" PRIMARY KEY ("night","set")
);

-- CreateTable
CREATE TABLE "frames" (
    "id" TEXT NOT NULL,
    "night" TEXT NOT NULL,
    "set" INTEGER NOT NULL,
    "stem" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "path" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "number" INTEGER NOT NULL,
    "band" TEXT,
    "width" INTEGER NOT NULL,
    "height" INTEGER NOT NULL,
    "binning_x" INTEGER NOT NULL,
    "binning_y" INTEGER NOT NULL,
    "exposure_seconds" DOUBLE PRECISION,
    "azimuth_deg" DOUBLE PRECISION,
    "altitude_deg" DOUBLE PRECISION,
    "julian_date" DOUBLE PRECISION,
    "filter" TEXT,
    "gain_electrons_per_dn" DOUBLE PRECISION,

    CONSTRAINT "frames_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "refused_files" (
    "path" TEXT NOT NULL,
    "night" TEXT,
    "set" INTEGER,
    "name" TEXT NOT NULL,
    "digest" TEXT,
    "problems" JSONB NOT NULL,

    CONSTRAINT "refused_files_pkey" PRIMARY KEY ("path")
);

-- CreateTable
CREATE TABLE "calibration_files" (
    "path" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "camera" TEXT,
    "mode" TEXT,
    "filter" TEXT,
    "valid_from" TEXT,
    "valid_until" TEXT,
    "bad" BOOLEAN NOT NULL DEFAULT false,
    "bad_reason" TEXT,

    CONSTRAINT "calibration_files_pkey" PRIMARY KEY ("path")
);

-- CreateTable
CREATE TABLE "read_files" (
    "path" TEXT NOT NULL,
    "stamp" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "rules" TEXT NOT NULL,
    "facts" JSONB NOT NULL,

    CONSTRAINT "read_files_pkey" PRIMARY KEY ("path")
);

-- CreateTable
CREATE TABLE "artifacts" (
    "digest" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "bytes" BIGINT NOT NULL,
    "path" TEXT,

    CONSTRAINT "artifacts_pkey" PRIMARY KEY ("digest")
);

-- CreateTable
CREATE TABLE "computations" (
    "fingerprint" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "parameters" JSONB NOT NULL,
    "arguments" JSONB NOT NULL,
    "missing" JSONB NOT NULL,
    "problems" JSONB NOT NULL,
    "seconds" DOUBLE PRECISION,

    CONSTRAINT "computations_pkey" PRIMARY KEY ("fingerprint")
);

-- CreateTable
CREATE TABLE "computation_inputs" (
    "fingerprint" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "digest" TEXT NOT NULL,

    CONSTRAINT "computation_inputs_pkey" PRIMARY KEY ("fingerprint","role","name")
);

-- CreateTable
CREATE TABLE "computation_outputs" (
    "fingerprint" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "digest" TEXT NOT NULL,
    "facts" JSONB NOT NULL,

    CONSTRAINT "computation_outputs_pkey" PRIMARY KEY ("fingerprint","role")
);

-- CreateTable
CREATE TABLE "runs" (
    "id" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "outcome" TEXT,
    "plan_digest" TEXT NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),
    "request" JSONB NOT NULL,
    "problems" JSONB NOT NULL,
    "caveats" JSONB NOT NULL,

    CONSTRAINT "runs_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "tasks" (
    "id" TEXT NOT NULL,
    "run_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "night" TEXT NOT NULL,
    "set" INTEGER NOT NULL,
    "band" TEXT NOT NULL,
    "frame" TEXT,
    "plan" JSONB NOT NULL,
    "state" TEXT NOT NULL,
    "waiting_on" INTEGER NOT NULL,
    "attempt" INTEGER NOT NULL DEFAULT 0,
    "fingerprint" TEXT,
    "request" JSONB,
    "reasons" JSONB NOT NULL,
    "queued_at" TIMESTAMPTZ(3),
    "settled_at" TIMESTAMPTZ(3),

    CONSTRAINT "tasks_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "task_dependencies" (
    "task_id" TEXT NOT NULL,
    "upstream_id" TEXT NOT NULL,

    CONSTRAINT "task_dependencies_pkey" PRIMARY KEY ("task_id","upstream_id")
);

-- CreateTable
CREATE TABLE "products" (
    "run_id" TEXT NOT NULL,
    "position" INTEGER NOT NULL,
    "task_id" TEXT NOT NULL,
    "output" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "night" TEXT NOT NULL,
    "set" INTEGER NOT NULL,
    "band" TEXT NOT NULL,
    "frame" TEXT,

    CONSTRAINT "products_pkey" PRIMARY KEY ("run_id","position")
);

-- CreateTable
CREATE TABLE "metrics" (
    "fingerprint" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "sky" TEXT NOT NULL,
    "night" TEXT NOT NULL,
    "set" INTEGER NOT NULL,
    "band" TEXT NOT NULL,
    "value" DOUBLE PRECISION,
    "uncertainty" DOUBLE PRECISION,
    "unit" TEXT NOT NULL,
    "reason" TEXT,

    CONSTRAINT "metrics_pkey" PRIMARY KEY ("fingerprint","name","sky")
);

-- CreateTable
CREATE TABLE "outbox" (
    "id" BIGSERIAL NOT NULL,
    "task_id" TEXT NOT NULL,
    "attempt" INTEGER NOT NULL,
    "sent_at" TIMESTAMPTZ(3),

    CONSTRAINT "outbox_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "sets_camera_id_idx" ON "sets"("camera_id");

-- CreateIndex
CREATE INDEX "frames_night_set_idx" ON "frames"("night", "set");

-- CreateIndex
CREATE INDEX "frames_digest_idx" ON "frames"("digest");

-- CreateIndex
CREATE INDEX "refused_files_night_set_idx" ON "refused_files"("night", "set");

-- CreateIndex
CREATE INDEX "calibration_files_kind_camera_filter_idx" ON "calibration_files"("kind", "camera", "filter");

-- CreateIndex
CREATE INDEX "calibration_files_digest_idx" ON "calibration_files"("digest");

-- CreateIndex
CREATE INDEX "artifacts_kind_digest_idx" ON "artifacts"("kind", "digest");

-- CreateIndex
CREATE INDEX "computation_inputs_digest_idx" ON "computation_inputs"("digest");

-- CreateIndex
CREATE INDEX "computation_outputs_digest_idx" ON "computation_outputs"("digest");

-- CreateIndex
CREATE INDEX "runs_plan_digest_idx" ON "runs"("plan_digest");

-- CreateIndex
CREATE INDEX "tasks_run_id_state_idx" ON "tasks"("run_id", "state");

-- CreateIndex
CREATE INDEX "tasks_fingerprint_idx" ON "tasks"("fingerprint");

-- CreateIndex
CREATE UNIQUE INDEX "tasks_run_id_position_key" ON "tasks"("run_id", "position");

-- CreateIndex
CREATE INDEX "task_dependencies_upstream_id_idx" ON "task_dependencies"("upstream_id");

-- CreateIndex
CREATE INDEX "products_night_set_idx" ON "products"("night", "set");

-- CreateIndex
CREATE INDEX "metrics_night_set_band_idx" ON "metrics"("night", "set", "band");

-- CreateIndex
CREATE INDEX "metrics_name_idx" ON "metrics"("name");

-- CreateIndex
CREATE INDEX "outbox_sent_at_id_idx" ON "outbox"("sent_at", "id");

-- CreateIndex
CREATE UNIQUE INDEX "outbox_task_id_attempt_key" ON "outbox"("task_id", "attempt");

-- AddForeignKey
ALTER TABLE "sets" ADD CONSTRAINT "sets_night_fkey" FOREIGN KEY ("night") REFERENCES "nights"("name") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sets" ADD CONSTRAINT "sets_site_key_fkey" FOREIGN KEY ("site_key") REFERENCES "sites"("key") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "sets" ADD CONSTRAINT "sets_camera_id_fkey" FOREIGN KEY ("camera_id") REFERENCES "cameras"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "frames" ADD CONSTRAINT "frames_night_set_fkey" FOREIGN KEY ("night", "set") REFERENCES "sets"("night", "set") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "computation_inputs" ADD CONSTRAINT "computation_inputs_fingerprint_fkey" FOREIGN KEY ("fingerprint") REFERENCES "computations"("fingerprint") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "computation_inputs" ADD CONSTRAINT "computation_inputs_digest_fkey" FOREIGN KEY ("digest") REFERENCES "artifacts"("digest") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "computation_outputs" ADD CONSTRAINT "computation_outputs_fingerprint_fkey" FOREIGN KEY ("fingerprint") REFERENCES "computations"("fingerprint") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "computation_outputs" ADD CONSTRAINT "computation_outputs_digest_fkey" FOREIGN KEY ("digest") REFERENCES "artifacts"("digest") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "tasks" ADD CONSTRAINT "tasks_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "runs"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "products" ADD CONSTRAINT "products_run_id_fkey" FOREIGN KEY ("run_id") REFERENCES "runs"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "metrics" ADD CONSTRAINT "metrics_fingerprint_fkey" FOREIGN KEY ("fingerprint") REFERENCES "computations"("fingerprint") ON DELETE CASCADE ON UPDATE CASCADE;
