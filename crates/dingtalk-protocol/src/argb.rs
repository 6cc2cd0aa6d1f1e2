//! A colour as the API writes it.

use std::fmt;

/// A colour: alpha, red, green and blue in the four bytes of a signed 32-bit number.
///
/// ```
/// use dingtalk_protocol::Argb;
///
/// let color = Argb::from(-15_220_075);
/// assert_eq!(color.to_string(), "#FF17C295");
/// assert_eq!((color.alpha(), color.red(), color.green(), color.blue()), (255, 23, 194, 149));
/// assert_eq!(Argb::new(255, 23, 194, 149), color);
/// assert_eq!(i32::from(color), -15_220_075);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Argb(i32);

impl Argb {
    /// A colour of these channels, each from 0 to 255; an alpha of 255 is opaque.
    #[must_use]
    pub const fn new(alpha: u8, red: u8, green: u8, blue: u8) -> Self {
        Self(i32::from_be_bytes([alpha, red, green, blue]))
    }

    /// Opacity, from 0 (invisible) to 255 (opaque).
    #[must_use]
    pub const fn alpha(self) -> u8 {
        self.0.to_be_bytes()[0]
    }

    /// The red channel, from 0 to 255.
    #[must_use]
    pub const fn red(self) -> u8 {
        self.0.to_be_bytes()[1]
    }

    /// The green channel, from 0 to 255.
    #[must_use]
    pub const fn green(self) -> u8 {
        self.0.to_be_bytes()[2]
    }

    /// The blue channel, from 0 to 255.
    #[must_use]
    pub const fn blue(self) -> u8 {
        self.0.to_be_bytes()[3]
    }
}

/// `#AARRGGBB`
impl fmt::Display for Argb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:08X}", self.0)
    }
}

impl From<i32> for Argb {
    fn from(number: i32) -> Self {
        Self(number)
    }
}

impl From<Argb> for i32 {
    fn from(color: Argb) -> Self {
        color.0
    }
}
