/** Measures the health of a trained encoder, of whichever recipe. */
import { join } from "node:path";
import { readRunRecord } from "../../training/run-record.ts";
import { parseDinoConfig } from "../dino/config.ts";
import { dinoHealth } from "../dino/health.ts";
import { parseMaeConfig } from "../mae/config.ts";
import { maeHealth } from "../mae/health.ts";
import type { MeasuredHealth } from "./feature-health.ts";
import type { HealthRun } from "./health-run.ts";

/**
 * The health of the encoder that a run of pre-training left, or has come to, beside the same network with fresh weights.
 * @throws what `readRunRecord` and the recipes throw.
 */
export function encoderHealth(run: Omit<HealthRun<never>, "config">): Promise<MeasuredHealth> {
  const { config } = readRunRecord(run.runFolder);
  const path = join(run.runFolder, "run.json");
  return isOfAutoencoder(config)
    ? maeHealth({ ...run, config: parseMaeConfig(config, path) })
    : dinoHealth({ ...run, config: parseDinoConfig(config, path) });
}

function isOfAutoencoder(config: unknown): boolean {
  return typeof config === "object" && config !== null && "maskRatio" in config;
}
