/**
 * The tables, relations and row types of PhoenixKit's schema, and the functions that migrate, check and repair it.
 *
 * @module phoenix-kit-schema
 */

export * from "../schema/index.ts";
export type { Finding as DoctorFinding, Level as DoctorLevel } from "./doctor/check.ts";
export { type DoctorReport, doctor } from "./doctor/doctor.ts";
export { type AdoptOptions, type AdoptResult, adopt } from "./drift/adopt.ts";
export { describeDifference, type SchemaDifference } from "./drift/differences.ts";
export type { BlockingRows, RemainingDrift, RepairPlan, RepairStatement } from "./drift/plan-repair.ts";
export { planRepair, type RepairOptions, type RepairResult, repair } from "./drift/repair.ts";
export type { RepairWait } from "./drift/run-repair.ts";
export { type VerifyOptions, type VerifyResult, verify } from "./drift/verify.ts";
export { CodedError, type ErrorCode, type ErrorDetails, PhoenixKitError } from "./error.ts";
export {
  type ExportFormat,
  type ExportOptions,
  type ExportResult,
  exportMigrations,
} from "./migrate/export.ts";
export type { HostObject, HostObjectEffect } from "./migrate/host-object.ts";
export {
  type MigratedVersionOptions,
  migratedVersion,
  migratedVersionRuntime,
} from "./migrate/migrated-version.ts";
export { type Plan, type PlannedStep, type PlanOptions, plan } from "./migrate/plan.ts";
export type { PreparedIndex } from "./migrate/prepared-indexes.ts";
export { type Status, type StatusOptions, status } from "./migrate/status.ts";
export type { OnConflict } from "./migrate/step-statements.ts";
export type { Loss, MigrateResult, PreparationProgress, Progress, StepResult } from "./migrate/types.ts";
export {
  type UndoPreparationsOptions,
  type UndoPreparationsResult,
  undoPreparations,
} from "./migrate/undo-preparations.ts";
export { type DownOptions, down, type MigrateOptions, type UpOptions, up } from "./migrate/up-down.ts";
export { type Direction, getNewestVersion } from "./migrations/migrations.ts";
export type { ConnectOptions, DatabaseTarget } from "./postgres/connect.ts";
export type { Connection } from "./postgres/connection.ts";
export { doctorMany, repairMany, verifyMany } from "./tenants/check-many.ts";
export {
  type DownManyOptions,
  downMany,
  type PlanManyOptions,
  planMany,
  type TenantProgress,
  type UpManyOptions,
  upMany,
} from "./tenants/migrate-many.ts";
export type { ManyOptions, TenantResult } from "./tenants/run-many.ts";
export { listPrefixes, type PrefixSelection } from "./tenants/select-prefixes.ts";
export { statusMany } from "./tenants/status-many.ts";
