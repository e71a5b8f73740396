/** One enhanced MR object of many frames, encoded by hand: nothing of ours writes such files. Source: DICOM PS3.5 §7.1.2, PS3.3 A.36. */

/** A plane as a frame. */
export interface EnhancedFrame {
  /** (Y, X). */
  readonly pixels: Uint8Array;
  readonly positionMm: readonly [number, number, number];
  readonly triggerTimeMs: number;
}

/** @param side rows and columns of every frame. */
export function enhancedDicom(
  frames: readonly EnhancedFrame[],
  side: number,
  sopInstanceUid = "1.2.3.4.9",
): Uint8Array {
  const text = (tag: number, vr: string, value: string) => element(tag, vr, Buffer.from(value));
  const number = (tag: number, value: number) => element(tag, "US", Buffer.from(Uint16Array.of(value).buffer));
  const meta = text(0x0002_0010, "UI", "1.2.840.10008.1.2.1");
  return Buffer.concat([
    Buffer.alloc(128),
    Buffer.from("DICM"),
    element(0x0002_0000, "UL", Buffer.from(Uint32Array.of(meta.length).buffer)),
    meta,
    text(0x0008_0016, "UI", "1.2.840.10008.5.1.4.1.1.4.1"),
    text(0x0008_0018, "UI", sopInstanceUid),
    text(0x0008_0060, "CS", "MR"),
    text(0x0010_0020, "LO", "P1"),
    text(0x0020_000d, "UI", "1.2.3"),
    text(0x0020_000e, "UI", "1.2.3.4"),
    number(0x0028_0002, 1),
    text(0x0028_0004, "CS", "MONOCHROME2"),
    text(0x0028_0008, "IS", String(frames.length)),
    number(0x0028_0010, side),
    number(0x0028_0011, side),
    number(0x0028_0100, 16),
    number(0x0028_0101, 16),
    number(0x0028_0102, 15),
    number(0x0028_0103, 0),
    sequence(0x5200_9229, [
      Buffer.concat([
        sequence(0x0020_9116, [text(0x0020_0037, "DS", "0.8\\0.6\\0\\0\\0\\1")]),
        sequence(0x0028_9110, [Buffer.concat([text(0x0018_0050, "DS", "8"), text(0x0028_0030, "DS", "1.25\\1.5")])]),
      ]),
    ]),
    sequence(0x5200_9230, frames.map(frameItem)),
    element(0x7fe0_0010, "OW", Buffer.concat(frames.map(({ pixels }) => Buffer.from(Uint16Array.from(pixels).buffer)))),
  ]);
}

function frameItem({ positionMm, triggerTimeMs }: EnhancedFrame): Buffer {
  const delay = element(0x0020_9153, "FD", Buffer.from(Float64Array.of(triggerTimeMs).buffer));
  const position = element(0x0020_0032, "DS", Buffer.from(positionMm.join("\\")));
  return Buffer.concat([sequence(0x0018_9118, [delay]), sequence(0x0020_9113, [position])]);
}

function sequence(tag: number, items: readonly Buffer[]): Buffer {
  const item = (content: Buffer) => Buffer.concat([tagBytes(0xfffe_e000), lengthBytes(content.length), content]);
  return element(tag, "SQ", Buffer.concat(items.map(item)));
}

/** Explicit VR Little Endian; texts are padded to an even length. */
function element(tag: number, vr: string, content: Buffer): Buffer {
  const padding = Buffer.from(vr === "UI" ? "\0" : " ");
  const value = content.length % 2 === 0 ? content : Buffer.concat([content, padding]);
  const isLong = vr === "SQ" || vr === "OW";
  const length = isLong ? Buffer.concat([Buffer.alloc(2), lengthBytes(value.length)]) : shortBytes(value.length);
  return Buffer.concat([tagBytes(tag), Buffer.from(vr), length, value]);
}

function tagBytes(tag: number): Buffer {
  return Buffer.concat([shortBytes(tag >>> 16), shortBytes(tag & 0xffff)]);
}

function shortBytes(value: number): Buffer {
  return Buffer.from(Uint16Array.of(value).buffer);
}

function lengthBytes(value: number): Buffer {
  return Buffer.from(Uint32Array.of(value).buffer);
}
