/**
 * How fast is a training step, AdamW and clipping included, beside PyTorch's?
 * `node bench/training-step.ts [--threads N] [--replicas N] [MODEL …]`
 */
import { contests } from "./contest.ts";
import { record } from "./record.ts";

record("training-step", contests("training", process.argv.slice(2)));
