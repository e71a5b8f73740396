"""The models of bench/models.ts in PyTorch, under the same parameter names."""
import torch
from torch import nn
from torch.nn import functional as F


class Attention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.q = nn.Linear(width, width)
        self.kv = nn.Linear(width, 2 * width)
        self.proj = nn.Linear(width, width)

    def forward(self, x):
        B, N, E = x.shape
        split = lambda t: t.view(B, N, self.heads, E // self.heads).transpose(1, 2)
        k, v = self.kv(x).split(E, dim=2)
        attended = F.scaled_dot_product_attention(split(self.q(x)), split(k), split(v))
        return self.proj(attended.transpose(1, 2).reshape(B, N, E))


class Block(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.norm1 = nn.LayerNorm(width, eps=1e-5)
        self.attn = Attention(width, heads)
        self.norm2 = nn.LayerNorm(width, eps=1e-5)
        self.mlp = nn.ModuleDict({"fc1": nn.Linear(width, 4 * width), "fc2": nn.Linear(4 * width, width)})

    def forward(self, x):
        x = x + self.attn(self.norm1(x))
        return x + self.mlp["fc2"](F.gelu(self.mlp["fc1"](self.norm2(x))))


class Vit(nn.Module):
    """Six blocks of ViT-Small."""

    def __init__(self):
        super().__init__()
        self.blocks = nn.Sequential(*(Block(384, 6) for _ in range(6)))

    def forward(self, batch):
        return self.blocks(batch["tokens"])

    def loss(self, batch):
        return F.mse_loss(self(batch), batch["target"])


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

    def __init__(self):
        super().__init__()
        channels = [12, 24, 48, 96, 144]
        self.encoder = Encoder(channels)
        self.decoder = Decoder(channels[::-1])
        self.out_conv = nn.Conv2d(channels[0], 4, 1)

    def forward(self, batch):
        return self.out_conv(self.decoder(self.encoder(batch["image"])))

    def loss(self, batch):
        return F.cross_entropy(self(batch), batch["label"])


MODELS = {"vit": Vit, "unet2d": UNet2d}
