COMMENT ON COLUMN "public".phoenix_kit_email_logs.queued_at IS
  'When the message was put in the queue, in UTC';
--> statement-breakpoint
COMMENT ON COLUMN "public".phoenix_kit_email_logs.rejected_at IS
  'When the provider refused to send the message, in UTC';
--> statement-breakpoint
COMMENT ON COLUMN "public".phoenix_kit_email_logs.failed_at IS
  'When sending was given up, in UTC';
--> statement-breakpoint
COMMENT ON COLUMN "public".phoenix_kit_email_logs.delayed_at IS
  'When the provider last said that delivery takes longer, in UTC';
--> statement-breakpoint
COMMENT ON TABLE "public".phoenix_kit_buckets IS
  'Places that files can be stored in: a folder of the server, or a bucket at S3, B2 or R2';
