"""The loss of fine-tuning for segmentation."""
from torch.nn import functional as F

SMOOTHING = 1e-5  # as in packages/nn/src/losses/soft-dice.ts


def segmentation_loss(logits, labels):
    """Cross entropy plus soft Dice of the classes but background, summed over the batch."""
    target = F.one_hot(labels, logits.shape[1]).movedim(-1, 1).float()[:, 1:]
    probabilities = logits.softmax(1)[:, 1:]
    axes = [0, *range(2, logits.dim())]
    shared, total = (probabilities * target).sum(axes), probabilities.sum(axes) + target.sum(axes)
    dice = ((2 * shared + SMOOTHING) / (total + SMOOTHING)).mean()
    return F.cross_entropy(logits, labels) + 1 - dice
