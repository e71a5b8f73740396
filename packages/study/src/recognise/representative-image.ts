/** The one image by which a series is shown and classified: its middle slice at its first frame. */
import { type DicomInstance, type Series, slicesOf } from "@cmrkit/imaging";

export function firstImageOf({ instances }: Series): DicomInstance {
  const slices = slicesOf(instances);
  const middle = slices[Math.floor((slices.length - 1) / 2)]!.instances;
  return middle.reduce((first, other) => (timeOf(other) < timeOf(first) ? other : first));
}

/** After the R wave, or by number where no time is stated. */
function timeOf({ triggerTimeMs, temporalPositionIdentifier, instanceNumber }: DicomInstance): number {
  return triggerTimeMs ?? temporalPositionIdentifier ?? instanceNumber ?? 0;
}
