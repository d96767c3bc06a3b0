export * from "../schema/index.ts";
export type { Connection, DatabaseTarget } from "./migrator/connection.ts";
export { type ErrorCode, type ErrorDetails, PhoenixKitError } from "./migrator/error.ts";
export {
  type MigratedVersionOptions,
  migratedVersion,
  migratedVersionRuntime,
} from "./migrator/migrated-version.ts";
export { type Direction, newestVersion } from "./migrator/migrations.ts";
export { type DownOptions, down, type MoveOptions, type UpOptions, up } from "./migrator/move.ts";
export { type Loss, type Plan, type PlannedStep, type PlanOptions, plan } from "./migrator/plan.ts";
export type { MoveResult, Progress, StepResult } from "./migrator/results.ts";
export type { OnConflict } from "./migrator/script.ts";
export { type Status, status } from "./migrator/status.ts";
export * from "./rules/record-email-event.ts";
