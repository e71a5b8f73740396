/** The optimiser of the timed training steps; both engines use these settings. */
export const LEARNING_RATE = 1e-4;
export const WEIGHT_DECAY = 0.05;
export const CLIP_NORM = 1;
