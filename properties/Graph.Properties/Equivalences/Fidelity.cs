namespace Graph.Properties.Equivalences;

/// <summary>How much a pass may change values.</summary>
public enum Fidelity
{
    /// <summary>Not a bit, but for which bits a NaN has.</summary>
    Bitwise,

    /// <summary>As much as rounding may, by another order of the same sums; or more accurate by a stable form. Overflow may become finite.</summary>
    Rounding,

    /// <summary>Equal in real arithmetic on ordinary values; NaN, infinities and zeros' signs may be lost.</summary>
    Ordinary,
}
