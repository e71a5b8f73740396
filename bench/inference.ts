/**
 * How fast is inference on one batch beside PyTorch's?
 * `node bench/inference.ts [--threads N] [MODEL …]`
 */
import { contests } from "./contest.ts";
import { record } from "./record.ts";

record("inference", contests("inference", process.argv.slice(2)));
