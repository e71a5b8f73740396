"""CineMA's residual U-Net."""
from torch import nn
from torch.nn import functional as F

from segmentation import segmentation_loss


def convolution(inputs, outputs):
    return nn.Conv2d(inputs, outputs, 3, padding="same")


class ResidualBlock(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.conv1 = convolution(channels, channels)
        self.conv2 = convolution(channels, channels)

    def forward(self, x):
        return x + self.conv2(active(self.conv1(active(x))))


def active(x):
    return F.gelu(F.instance_norm(x, eps=1e-6))


class Level(nn.Module):
    """One resolution: a residual block, then the step to the next resolution where there is one."""

    def __init__(self, channels, step=None):
        super().__init__()
        self.conv = nn.ModuleList([ResidualBlock(channels)])
        for name, module in (step or {}).items():
            setattr(self, name, module)


class Encoder(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.in_conv = nn.ModuleDict({"conv": convolution(1, channels[0])})
        steps = [{"down": nn.Conv2d(a, b, 2, stride=2)} for a, b in zip(channels, channels[1:])] + [None]
        self.blocks = nn.ModuleList(Level(c, step) for c, step in zip(channels, steps))

    def forward(self, image):
        x = active(self.in_conv["conv"](image))
        features = [x]
        for level in self.blocks:
            x = level.conv[0](x)
            features.append(x)
            if hasattr(level, "down"):
                x = level.down(x)
                features.append(x)
        return features


class Decoder(nn.Module):
    def __init__(self, channels):
        super().__init__()
        steps = [{"up": nn.ConvTranspose2d(a, b, 2, stride=2)} for a, b in zip(channels, channels[1:])] + [None]
        self.blocks = nn.ModuleList(Level(c, step) for c, step in zip(channels, steps))

    def forward(self, features):
        x = features.pop()
        for level in self.blocks:
            x = level.conv[0](x) + features.pop()
            if hasattr(level, "up"):
                x = level.up(x) + features.pop()
        return x


class UNet2d(nn.Module):
    """CineMA's residual U-Net, one block a resolution."""

    def __init__(self, channels):
        super().__init__()
        self.encoder = Encoder(channels)
        self.decoder = Decoder(channels[::-1])
        self.out_conv = nn.Conv2d(channels[0], 4, 1)

    def forward(self, batch):
        return self.out_conv(self.decoder(self.encoder(batch["image"])))

    def loss(self, batch):
        return F.cross_entropy(self(batch), batch["label"])


class FinetunedUNet2d(UNet2d):
    """As U-Nets are trained on labels here."""

    def loss(self, batch):
        return segmentation_loss(self(batch), batch["label"])
