"""Transformer blocks under CineMA's names of parameters."""
from torch import nn
from torch.nn import functional as F


class Attention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.q = nn.Linear(width, width)
        self.kv = nn.Linear(width, 2 * width)
        self.proj = nn.Linear(width, width)

    def forward(self, x, key=None):
        B, N, E = x.shape
        split = lambda t: t.unflatten(2, (self.heads, E // self.heads)).transpose(1, 2)
        k, v = self.kv(x if key is None else key).split(E, dim=2)
        attended = F.scaled_dot_product_attention(split(self.q(x)), split(k), split(v))
        return self.proj(attended.transpose(1, 2).reshape(B, N, E))


class Mlp(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.fc1 = nn.Linear(width, 4 * width)
        self.fc2 = nn.Linear(4 * width, width)

    def forward(self, x):
        return self.fc2(F.gelu(self.fc1(x)))


class Block(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.norm1 = nn.LayerNorm(width, eps=1e-5)
        self.attn = Attention(width, heads)
        self.norm2 = nn.LayerNorm(width, eps=1e-5)
        self.mlp = Mlp(width)

    def forward(self, x, key=None):
        x = x + self.attn(self.norm1(x), key)
        return x + self.mlp(self.norm2(x))


class SmallTransformer(nn.Module):
    """Six blocks of ViT-Small."""

    def __init__(self):
        super().__init__()
        self.blocks = nn.ModuleList(Block(384, 6) for _ in range(6))

    def forward(self, batch):
        x = batch["tokens"]
        for block in self.blocks:
            x = block(x)
        return x

    def loss(self, batch):
        return F.mse_loss(self(batch), batch["target"])
