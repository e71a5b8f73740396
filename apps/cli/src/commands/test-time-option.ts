/** `--tta`, for every command that asks a fine-tuned model. */
import { type TestTimeAugmentation, testTimeAugmentations } from "@cmrkit/learn";
import { Option } from "commander";

export interface TestTimeFlags {
  readonly tta: TestTimeAugmentation;
}

export function testTimeOption(): Option {
  const what = "test-time augmentation: the mean over four mirror images, or over all eight turns of a square";
  return new Option("--tta <which>", what).choices(testTimeAugmentations).default("none");
}
