/** Convolutional networks have no encoder that was trained without labels, and no transformer whose branches could be dropped. */
import { LearnError } from "../../errors.ts";
import type { FinetuneNetwork } from "./network.ts";

/** @throws {LearnError} `bad-config`, always. */
export function fromScratch(title: string): Pick<FinetuneNetwork, "isEncoder" | "takeOver" | "noise"> {
  return {
    isEncoder: () => false,
    noise: {},
    takeOver: ({ file }) => {
      throw new LearnError(
        "bad-config",
        `${title} starts from scratch; it has no place for the encoder of ${file.path}`,
      );
    },
  };
}
