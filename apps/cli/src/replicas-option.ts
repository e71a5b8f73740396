/** `--replicas`: networks that compute parts of a batch side by side. */
import { Option } from "commander";
import { wholeNumber } from "./whole-number.ts";

export function replicasOption(): Option {
  return new Option(
    "--replicas <n>",
    "cut each batch into n parts, computed side by side with a share of the threads each",
  )
    .default(1)
    .argParser(wholeNumber(1));
}
