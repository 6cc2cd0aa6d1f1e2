//! scratch
fn main() {
    let folder = std::env::args().nth(1).unwrap();
    let extent = xtask::verb::import::Extent { json: false, attempt: true };
    let r = xtask::verb::import::report(
        std::path::Path::new("."),
        std::path::Path::new(&folder),
        extent,
        &mut std::io::stdout(),
    );
    match r {
        Ok(o) => println!("{o:?}"),
        Err(e) => println!("{e}"),
    }
}
