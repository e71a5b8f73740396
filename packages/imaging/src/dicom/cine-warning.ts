/** What a reader of a cine's results should know. */

/** Something about a cine that a reader of its results should know; it changes nothing. */
export interface CineWarning {
  readonly kind:
    | "slice-spacing-disagrees"
    | "slices-overlap"
    | "trigger-times-spread"
    /** A phase lies before the R wave or after the R–R interval that the headers state. */
    | "times-outside-cycle"
    /** Phases are not equally far apart. */
    | "times-uneven"
    /** The stated heart rate is not that of the stated R–R interval. */
    | "heart-rates-disagree"
    | "frame-count-disagrees"
    | "fewer-images-than-announced"
    | "frames-of-reference-differ"
    | "patient-facts-differ"
    /** Files that repeat another one exactly. */
    | "copies-left-out"
    /** Slices acquired more than once, of which the last complete acquisition counts. */
    | "repeated-acquisition"
    /** Descriptions in a character set that is unknown, and so perhaps garbled. */
    | "unknown-character-set";
  readonly message: string;
}
