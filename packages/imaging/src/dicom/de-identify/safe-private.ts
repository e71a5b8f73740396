/**
 * Private elements that are known to be plain numbers of the measurement: Retain Safe Private Option. An element counts as such
 * only under the creator that reserved its block. Source: DICOM PS3.15 §E.3.10; conformance statements of the vendors.
 */
import type { EncodedElement } from "./read-elements.ts";

interface SafeElement {
  readonly creator: string;
  readonly group: number;
  /** The lower byte of the element number; the upper is the block that the creator reserved. */
  readonly element: number;
  readonly vr: string;
}

const safeElements: readonly SafeElement[] = [
  { creator: "Philips Imaging DD 001", group: 0x2001, element: 0x1a, vr: "FL" }, // velocity encoding, cm/s
  { creator: "Philips MR Imaging DD 001", group: 0x2005, element: 0x0d, vr: "FL" }, // scale intercept
  { creator: "Philips MR Imaging DD 001", group: 0x2005, element: 0x0e, vr: "FL" }, // scale slope
  { creator: "GEMS_ACQU_01", group: 0x0019, element: 0xcc, vr: "SS" }, // velocity encoding, mm/s
  { creator: "SIEMENS MR HEADER", group: 0x0019, element: 0x28, vr: "FD" }, // bandwidth a pixel in phase encoding, Hz
];

/** Bytes of the longest value of these: three velocities. */
const MOST_BYTES = 24;

/** The safe elements of one data set or item, and the creators that reserve their blocks. */
export function safePrivateElements(elements: readonly EncodedElement[]): ReadonlySet<EncodedElement> {
  const safe = elements.flatMap((element) => {
    const creator = creatorOf(element, elements);
    return creator !== undefined && isSafe(element, creator.name) ? [element, creator.element] : [];
  });
  return new Set(safe);
}

function isSafe({ tag, vr, value, sequence }: EncodedElement, creator: string): boolean {
  const known = safeElements.find(
    ({ group, element, creator: name }) => group === tag >>> 16 && element === (tag & 0xff) && name === creator,
  );
  if (known === undefined || sequence !== undefined || value.length > MOST_BYTES) return false;
  return vr === known.vr || vr === "UN";
}

function creatorOf({ tag }: EncodedElement, elements: readonly EncodedElement[]) {
  const block = (tag & 0xffff) >>> 8;
  if (block < 0x10) return undefined;
  const element = elements.find((other) => other.tag >>> 16 === tag >>> 16 && (other.tag & 0xffff) === block);
  return element === undefined ? undefined : { element, name: Buffer.from(element.value).toString("latin1").trim() };
}
