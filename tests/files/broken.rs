//! Broken files, and the expected message for each.

use std::iter::repeat_n;
use std::path::Path;

use sparse_autoencoder::files::{Contents, Limits, NamedFile, Opening, open_as};

use crate::made::{archive, array, cut, doubles, golden, gzip, idx, named, npy, png_of, tensors};

/// The files, and words that the message must have.
type Case = (Vec<NamedFile>, &'static [&'static str]);

/// Small, so that what is too large can be made quickly.
const LIMITS: Limits = Limits { file: 1 << 20, unpacked: 1 << 20, rows: 1000, features: 1000, side: 1000 };

fn one(name: &str, bytes: impl Into<Vec<u8>>, says: &'static [&'static str]) -> Case {
    (vec![named(name, bytes)], says)
}

fn texts() -> Vec<Case> {
    vec![
        one("empty.csv", "", &["the file is empty"]),
        one("mark.csv", "\u{feff}", &["empty"]),
        one("blank.csv", "\n\n  \n", &["empty"]),
        one("header.csv", "length,width,species\n", &["header", "length", "no row of data"]),
        one("ragged.csv", "a,b\n1,2\n3,4,5\n", &["row 3 has 3 cells", "row 1 has 2"]),
        one("short.csv", "a,b,c\n1,2,3\n\n4,5\n7,8,9\n", &["row 4 has 2 cells", "row 1 has 3"]),
        one("quote.csv", "a,b\n1,2\n\"3,4\n5,6\n", &["row 3", "quote", "never closed"]),
        one("quote_last.csv", "a,b\n1,2\n3,\"4\n5,6\n", &["row 3", "quote", "never closed"]),
        one("gaps.csv", "a,b\n1,NA\nNaN,4\n", &["no row is left", "2 rows", "missing"]),
        one("words.csv", "a,b\nx,y\nz,w\n", &["no column of numbers", "a (words)"]),
        one("list.csv", "a\n1\n2\n", &["one list of 2 numbers", "cut into samples of 64"]),
        one("column.csv", "a\nb\nc\n", &["no comma, semicolon or tab", "“a”"]),
        one("binary.csv", b"a,b\n1,\x002\n".to_vec(), &["not text", "byte 0x00 at offset 6"]),
        one("program.csv", b"\x7fELF\x02\x01\x01\0".to_vec(), &["not text", "0x7f at offset 0"]),
        one("wide.csv", ["1"; 1001].join(","), &["1001 columns", "1000 are allowed"]),
        one("line.csv", repeat_n(b',', 70_000).collect::<Vec<_>>(), &["line of 70000 bytes", "64000"]),
        one("excel.csv", b"\xff\xfea\0,\0b\0".to_vec(), &["UTF-16", "UTF-8"]),
        one("page.csv", "\n<!DOCTYPE html><title>404</title>", &["web page", "download the data"]),
        one("data.json", "[[1, 2], [3, 4]]", &["JSON", "CSV"]),
        one(
            "weka.arff",
            "@relation x\n\n@attribute a real\n@data\n1,2\n",
            &["ARFF", "Weka", "CSV", "loadarff(\"weka.arff\")"],
        ),
        one("a1a.txt", "-1 3:1 11:1\n+1 5:0.5\n", &["LIBSVM", "load_svmlight_file", "numpy.save"]),
        one("drawing.svg", "<?xml version='1.0'?>\n<svg><g/></svg>\n", &["drawing (SVG)", "PNG"]),
        one("plain.svg", "\u{feff}<svg></svg>", &["drawing (SVG)", "PNG"]),
        one("data.kml", "<kml>\n<a>1,2</a>\n</kml>\n", &["XML"]),
        one("endless.csv", "1,2\n".repeat(20_001), &["more than 20000 rows", "save a part"]),
        one("blanks.csv", format!("1,2\n{}", " \n".repeat(20_001)), &["more than 20000 rows"]),
        one("endless.txt", "1\n".repeat(64_001), &["more than 64000 rows", "save a part"]),
        one("big.csv", vec![b'1'; (1 << 20) + 1], &["1048577 bytes", "1048576 bytes are allowed"]),
    ]
}

fn arrays() -> Vec<Case> {
    let good = golden("f8_little.npy").bytes;
    vec![
        one(
            "cut.npy",
            cut(&good, good.len() - 1),
            &["promises (3, 4) numbers of 8 bytes", "95 bytes follow"],
        ),
        one("head.npy", cut(&good, 40), &["header", "the file ends within it"]),
        one("magic.npy", cut(&good, 7), &["header", "ends"]),
        one("wrong.npy", b"NUMPY\x01\0 not at all".to_vec(), &[".npy", "4e 55 4d 50 59 01", "\\x93NUMPY"]),
        one("version.npy", b"\x93NUMPY\x09\0\x01\0{".to_vec(), &["version is 9"]),
        one("text.npy", npy("descr=float", b""), &["{ should stand at “descr=float”"]),
        one("keys.npy", npy("{'descr': '<f8'}", b""), &["all of the keys descr, fortran_order and shape"]),
        one("nul.npy", npy("{'descr': '\0\x07", b""), &["the string's end"]),
        one(
            "vast.npy",
            array("<f8", "(4294967295, 4294967295, 16)", &[0; 64]),
            &["4294967295", "64 bytes follow"],
        ),
        one("negative.npy", array("<f8", "(-1, 4)", b""), &["a size that can be counted"]),
        one("none.npy", array("<f8", "(0, 4)", b""), &["shape is (0, 4)", "not one number"]),
        one("list.npy", array("|u1", "(5,)", b"12345"), &["one list of 5 numbers", "cut into samples of 64"]),
        one("beat.npy", array("<f8", "(3,)", &doubles(&[1.0; 3])), &["one list of 3 numbers", "1,280"]),
        one("column.npy", array("|u1", "(5, 1)", b"12345"), &["one list of 5 numbers"]),
        one("number.npy", array("|u1", "()", b"1"), &["shape is ()", "0 dimensions", "a single number"]),
        one("colour.npy", array("|u1", "(1, 2, 2, 3)", b"123456789012"), &["(1, 2, 2, 3)", "4 dimensions"]),
        one("endless.npy", array("|u1", "(20001, 2)", &[1; 40_002]), &["more than 20000 rows"]),
        one("wide.npy", array("|u1", "(1, 1001)", &[1; 1001]), &["1001 columns", "1000 are allowed"]),
        one("objects.npy", array("|O", "(3,)", b"\x80\x04."), &["|O", "pickle", "astype(float)"]),
        one("words.npy", array("<U5", "(2, 2)", &[0; 80]), &["<U5", "text", "astype(float)"]),
        one("names.npy", array("<U5", "(2,)", &[0; 40]), &["2 words", "together with its samples"]),
        one("complex.npy", array("<c16", "(1, 2)", &[0; 32]), &["<c16", "complex"]),
        one("long_double.npy", array("<f16", "(1, 2)", &[0; 32]), &["<f16", "astype(float)"]),
        one(
            "records.npy",
            npy("{'descr': [('a', '<f8')], 'fortran_order': False, 'shape': (3,)}", b""),
            &["records with fields", "structured_to_unstructured"],
        ),
        one(
            "infinite.npy",
            array("<f8", "(2, 2)", &doubles(&[1.0, 2.0, f64::INFINITY, 4.0])),
            &["row 2, column “1”", "infinite"],
        ),
        one(
            "nan.npy",
            array("<f8", "(2, 2)", &doubles(&[f64::NAN, 2.0, 3.0, f64::NAN])),
            &["no row is left"],
        ),
        one(
            "cut.safetensors",
            cut(&golden("float32.safetensors").bytes, 200),
            &["not a whole safetensors file"],
        ),
        one("text.safetensors", "1,2\n3,4\n", &["not a whole safetensors file"]),
        one(
            "header.safetensors",
            [&2_000_000_u64.to_le_bytes()[..], &vec![b' '; 2_000_000]].concat(),
            &["too many"],
        ),
        one(
            "float8.safetensors",
            tensors(r#"{"x":{"dtype":"F8_E4M3","shape":[2,2],"data_offsets":[0,4]}}"#, b"1234"),
            &["array “x”", "F8_E4M3", "x.float()"],
        ),
        one(
            "shape.safetensors",
            tensors(r#"{"x":{"dtype":"F32","shape":[2,2],"data_offsets":[0,4]}}"#, b"1234"),
            &["array “x”", "promises (2, 2) numbers of 4 bytes", "4 bytes follow"],
        ),
        one(
            "lists.safetensors",
            tensors(
                r#"{"a":{"dtype":"U8","shape":[2],"data_offsets":[0,2]},"b":{"dtype":"U8","shape":[2],"data_offsets":[2,4]}}"#,
                b"1234",
            ),
            &["none of its arrays", "a (2,), b (2,)"],
        ),
        one("array.pkl", b"\x80\x04\x95\0\0".to_vec(), &["a pickle", "numpy.save"]),
    ]
}

fn archives() -> Vec<Case> {
    let good = golden("deflated.npz").bytes;
    let x = || array("|u1", "(2, 3)", b"123456");
    let zeros = vec![0; 1 << 20];
    let bomb = array("|u1", "(1048576, 1)", &zeros);
    let square = array("|u1", "(2048, 512)", &zeros);
    let object = array("|O", "(2, 3)", b"\x80\x04.");
    vec![
        one("cut.npz", cut(&good, good.len() / 2), &["archive", "numpy.savez"]),
        one("damaged.npz", damaged(&good), &["archive cannot be read"]),
        one("none.npz", archive(&[]), &["no arrays", "but nothing"]),
        one("none.ods", archive(&[]), &["nothing at all", "a spreadsheet as CSV"]),
        one("hollow.ods", archive(&[("mimetype", Vec::new())]), &["OpenDocument", "CSV"]),
        // Their headers are sufficient: the content is not decompressed.
        one(
            "vast.npz",
            archive(&[("x.npy", array("|u1", "(2048, 1000)", b""))]),
            &["larger than the 1048576"],
        ),
        one("endless.npz", archive(&[("x.npy", array("|u1", "(20001, 2)", b""))]), &["more than 20000 rows"]),
        one(
            "wide.npz",
            archive(&[("x.npy", array("|u1", "(2, 1001)", b""))]),
            &["array “x”", "1001 columns"],
        ),
        one("texts.npz", archive(&[("readme.txt", b"hello".to_vec())]), &["no arrays", "readme.txt"]),
        one(
            "book.ods",
            archive(&[("mimetype", Vec::new()), ("content.xml", Vec::new())]),
            &["OpenDocument", "CSV"],
        ),
        one("table.zip", archive(&[("table.csv", b"a,b\n1,2\n".to_vec())]), &["table.csv", "unpack it"]),
        one("IMG_1.HEIC", b"\0\0\0\x18ftypheic\0\0\0\0".to_vec(), &["HEIC", "as JPEG"]),
        one(
            "book.xlsx",
            archive(&[("xl/workbook.xml", Vec::new())]),
            &["the workbook cannot be read", "as .xlsx", "CSV"],
        ),
        one(
            "lists.npz",
            archive(&[("a.npy", array("|u1", "(3,)", b"123")), ("b.npy", array("|O", "(2,)", b"\x80\x04."))]),
            &["none of its arrays", "a (3,), b no numbers"],
        ),
        one("object.npz", archive(&[("x.npy", object)]), &["array “x”", "pickle"]),
        one("list.npz", archive(&[("x.npy", array("|u1", "(3,)", b"123"))]), &["array “x”", "one list of 3"]),
        one("cut_inside.npz", archive(&[("x.npy", cut(&x(), 70))]), &["array “x”", "header"]),
        one("no_array.npz", archive(&[("x.npy", b"hello".to_vec())]), &["array “x”", "\\x93NUMPY"]),
        one(
            "labels.npz",
            archive(&[("x.npy", x()), ("y.npy", array("|u1", "(3,)", b"123"))]),
            &["3 labels in array y", "2 samples"],
        ),
        one(
            "bomb.npz",
            archive(&[("x.npy", square), ("y.npy", bomb)]),
            &["array “x”", "larger than the 1048576 bytes"],
        ),
        one("bomb.csv.gz", gzip(&[b'1'; (1 << 20) + 1]), &["larger than the 1048576 bytes"]),
        one("twice.gz", gzip(&gzip(b"1,2\n3,4\n")), &["packed twice"]),
        one("hollow.gz", gzip(b""), &["empty"]),
        one("wrong.gz", b"1,2\n3,4\n".to_vec(), &[".gz", "1f 8b"]),
    ]
}

/// A byte of the packed numbers changed, so that their checksum is wrong.
fn damaged(good: &[u8]) -> Vec<u8> {
    let mut bytes = good.to_vec();
    bytes[150] ^= 0x10;
    bytes
}

fn mnist() -> Vec<Case> {
    let packed = golden("digits-images-idx3-ubyte.gz").bytes;
    let images = || golden("digits-images-idx3-ubyte");
    let labels =
        |count: u8| named("labels-idx1-ubyte", idx(8, &[u32::from(count)], &vec![1; usize::from(count)]));
    vec![
        one("cut-idx3-ubyte.gz", cut(&packed, packed.len() - 20), &["gzip", "cut off"]),
        one("cut-idx3-ubyte", cut(&images().bytes, 100), &["promises (6, 8, 8)", "84 bytes follow"]),
        one("head-idx3-ubyte", vec![0, 0, 8, 3, 0, 0], &["IDX header", "ends before its 3 dimensions"]),
        one("tiny-idx3-ubyte", vec![0, 0], &["IDX header", "only 2 bytes"]),
        one("type-idx3-ubyte", idx(7, &[1, 2], b"12"), &["type 0x07", "08, 09"]),
        one("magic-idx3-ubyte", b"1,2\n3,4\n".to_vec(), &["begins with 31 2c, not with 00 00"]),
        one("vast.idx", idx(8, &[u32::MAX, u32::MAX, u32::MAX], b"12"), &["4294967295", "2 bytes follow"]),
        (vec![labels(6)], &["labels-idx1-ubyte", "one list of 6 numbers", "together with their samples"]),
        (vec![images(), labels(5)], &["digits-images", "5 labels in labels-idx1-ubyte", "6 samples"]),
        (vec![labels(6), labels(6)], &["labels-idx1-ubyte", "both hold labels"]),
        (vec![images(), images()], &["digits-images", "neither holds labels"]),
        (vec![images(), golden("iris.csv")], &["digits-images", "iris.csv", "only arrays"]),
        (vec![images(), labels(6), labels(6)], &["digits-images", "3 files"]),
        (Vec::new(), &["no file was given"]),
    ]
}

fn pictures() -> Vec<Case> {
    let png = golden("colours.png").bytes;
    let jpeg = golden("colours.jpg").bytes;
    let progressive = golden("progressive.jpeg").bytes;
    let sized = |jpeg: &[u8], height: u16, width: u16| {
        let frame = jpeg.windows(2).position(|pair| matches!(pair, [0xff, 0xc0 | 0xc2]));
        let frame = frame.expect("a frame's marker");
        let mut jpeg = jpeg.to_vec();
        jpeg[frame + 5..frame + 7].copy_from_slice(&height.to_be_bytes());
        jpeg[frame + 7..frame + 9].copy_from_slice(&width.to_be_bytes());
        jpeg
    };
    let grey = golden("grey.jpg").bytes;
    let restarts = golden("colours_restarts.jpg").bytes;
    vec![
        one("cut.png", cut(&png, png.len() - 40), &["PNG picture is damaged or cut off"]),
        one("head.png", cut(&png, 20), &["PNG picture is damaged"]),
        one("vast.png", png_of(1 << 30, 1 << 30), &["1073741824 × 1073741824 pixels", "1000 a side"]),
        one("nothing.png", png_of(0, 5), &["PNG picture is damaged"]),
        one("wrong.png", b"Not a picture at all".to_vec(), &[".png", "4e 6f 74", "\\x89PNG"]),
        one("cut.jpg", cut(&jpeg, jpeg.len() / 2), &["JPEG picture is damaged or cut off"]),
        one("cut_data.jpg", cut(&jpeg, jpeg.len() - 30), &["JPEG picture is damaged or cut off"]),
        one("progressive.jpg", cut(&progressive, progressive.len() - 60), &["JPEG picture is damaged"]),
        one("head.jpg", cut(&jpeg, 4), &["JPEG picture is damaged"]),
        one("vast.jpg", sized(&jpeg, 0xffff, 0xffff), &["data end before the picture is full"]),
        // They have 19 rows, and data for a few more in the last blocks.
        one("tall.jpg", sized(&jpeg, 25, 21), &["data end before the picture is full"]),
        one("taller.jpg", sized(&jpeg, 190, 21), &["data end before the picture is full"]),
        one("wide.jpg", sized(&grey, 19, 25), &["data end before the picture is full"]),
        one("tall_restarts.jpg", sized(&restarts, 33, 21), &["data end before the picture is full"]),
        one("tall.jpeg", sized(&progressive, 2000, 2000), &["data end before the picture is full"]),
        one("moving.gif", b"GIF89a".to_vec(), &["GIF", "PNG or JPEG"]),
        one(
            "sound.wav",
            b"RIFF\x24\0\0\0WAVEfmt ".to_vec(),
            &["sound", "wavfile.read(\"sound.wav\")", ".npy"],
        ),
        one("photo.webp", b"RIFF\x24\0\0\0WEBPVP8 ".to_vec(), &["WebP", "PNG or JPEG"]),
        one("scan.tif", b"II*\0".to_vec(), &["TIFF", "PNG or JPEG"]),
    ]
}

fn cases() -> Vec<Case> {
    [texts(), arrays(), archives(), mnist(), pictures()].concat()
}

fn message(files: Vec<NamedFile>) -> Result<(), String> {
    let opening = Opening { limits: LIMITS, ..Opening::of_all() };
    let contents = open_as(files, &opening).map_err(|error| error.to_string())?;
    if let Contents::Samples(samples) = contents {
        samples.table(&samples.reading(), 1 << 20).map_err(|error| error.to_string())?;
    }
    Ok(())
}

#[test]
fn broken_files_are_rejected_with_clear_messages() {
    let cases = cases();
    assert!(cases.len() >= 40);
    let mut wrong = Vec::new();
    for (files, says) in cases {
        let names: Vec<_> = files.iter().map(|file| file.name.clone()).collect();
        match message(files) {
            Ok(()) => wrong.push(format!("{names:?} was read")),
            Err(message) => {
                let is_named =
                    names.is_empty() || names.iter().any(|name| message.starts_with(&format!("{name}: ")));
                let is_short =
                    message.chars().count() < 400 && !message.replace('\n', "").contains(char::is_control);
                if !is_named || !is_short || !says.iter().all(|word| message.contains(word)) {
                    wrong.push(format!("{names:?} must say {says:?}, not: {message}"));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Writes the files that cannot be opened, with their messages, for the browser tests, which drop them on the
/// page (`tests/browser/own.spec.js`).
#[test]
fn broken_files_are_left_for_the_page() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("broken");
    std::fs::create_dir_all(&folder).expect("the folder can be made");
    let mut told = Vec::new();
    for (files, _) in cases().into_iter().filter(|(files, _)| !files.is_empty()) {
        let Err(error) = open_as(files.clone(), &Opening::of_all()) else { continue };
        let names: Vec<_> = files.iter().map(|file| file.name.clone()).collect();
        for (place, file) in files.iter().enumerate() {
            let path = folder.join(format!("{}-{place}", told.len()));
            std::fs::write(path, &file.bytes).expect("the folder is ours");
        }
        told.push(serde_json::json!({ "names": names, "message": error.to_string() }));
    }
    assert!(told.len() >= 40, "{}", told.len());
    let list = serde_json::to_string(&told).expect("it is plain");
    std::fs::write(folder.join("cases.json"), list).expect("the folder is ours");
}
