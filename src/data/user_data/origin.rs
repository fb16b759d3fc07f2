//! The dataset's row of the list.

use ndarray::Array3;

use super::{FileExtent, UserFile, UserTable};
use crate::data::{
    DataError, DataFile, DataScript, DataSource, DatasetNames, Labelled, PatchParams, npy, patches,
};
use crate::experiment::{Key, Problem, Settings, remedy};
use crate::view::View;

/// The dataset of a user's own file.
#[derive(Debug)]
pub struct UserDataset;

/// The parameters that apply to images.
const OF_PICTURES: [Key; 3] = [Key::patch_size, Key::n_samples, Key::random_state];

impl UserDataset {
    /// Reads the samples of a table, for a program that cuts no patches out of pictures.
    ///
    /// # Errors
    /// Where the file is another one.
    ///
    /// # Panics
    /// Where the file is a picture.
    pub fn read_table(settings: &Settings, file: &[u8]) -> Result<Labelled, DataError> {
        let FileExtent::Table { rows, columns, .. } = settings.file.extent else {
            unreachable!("another program reads pictures")
        };
        UserTable::from_bytes(file, (rows, columns), &settings.file.name).map(|table| table.samples)
    }
}

impl DataSource for UserDataset {
    const USES: &'static [Key] = &[
        Key::defaults,
        Key::file,
        Key::part,
        Key::separator,
        Key::skip,
        Key::header,
        Key::transpose,
        Key::label,
        Key::names,
        Key::leave_out,
        Key::categories,
        Key::missing,
        Key::missing_code,
        Key::every,
        Key::cut,
        Key::view,
        Key::content,
        Key::patch_size,
        Key::n_samples,
        Key::random_state,
        Key::train_on,
    ];
    /// The defaults of version 0.1; links without `defaults=2` mean these.
    const DEFAULTS: &'static [(Key, &'static str)] = &[
        (Key::scaling, "minmax"),
        (Key::hidden_dim, "32"),
        (Key::init, "tied_unit"),
        (Key::sparsity, "topk"),
        (Key::k, "4"),
        (Key::lr, "0.02"),
    ];
    const SOURCE: &'static str = "";
    const PAGE: &'static str = "";

    fn applies(settings: &Settings, parameter: Key) -> bool {
        match settings.file.extent {
            FileExtent::Table { classes, .. } => {
                !OF_PICTURES.contains(&parameter) && (classes > 0 || parameter != Key::train_on)
            }
            FileExtent::Picture { .. } => {
                OF_PICTURES.contains(&parameter)
                    || [Key::defaults, Key::file, Key::content].contains(&parameter)
            }
        }
    }

    fn samples(settings: &Settings) -> usize {
        match settings.file.extent {
            FileExtent::Table { rows, .. } => rows,
            FileExtent::Picture { .. } => settings.n_samples,
        }
    }

    fn features(settings: &Settings) -> usize {
        match settings.file.extent {
            FileExtent::Table { columns, .. } => columns,
            FileExtent::Picture { .. } => settings.patch_size * settings.patch_size,
        }
    }

    fn view(settings: &Settings) -> View {
        match settings.file.extent {
            FileExtent::Table { .. } => settings.view,
            FileExtent::Picture { .. } => {
                View::Image { width: settings.patch_size, height: settings.patch_size }
            }
        }
    }

    fn file(settings: &Settings) -> Option<DataFile> {
        let UserFile { name, hash, .. } = &settings.file;
        Some(DataFile { name: name.clone().into(), hash: *hash, is_own: true })
    }

    fn check(settings: &Settings) -> Result<(), Problem> {
        let refuse = |parameters, message, remedies| Err(Problem::Joint { parameters, message, remedies });
        if settings.file.is_none() {
            let message =
                "data=file needs a file: drop one on the page, or name one by sae --data".to_owned();
            return refuse(&[Key::data, Key::file], message, Vec::new());
        }
        match (settings.file.extent, settings.view) {
            (FileExtent::Table { columns, .. }, View::Image { width, height })
                if width.checked_mul(height) != Some(columns) =>
            {
                let message = format!(
                    "view={width}x{height} needs {width} times {height} columns, but there are {columns}"
                );
                refuse(
                    &[Key::view, Key::file],
                    message,
                    vec![remedy(Key::view, "table"), remedy(Key::view, "series")],
                )
            }
            (FileExtent::Picture { width, height }, _) if settings.patch_size > width.min(height) => {
                let size = settings.patch_size;
                let message =
                    format!("patch_size={size} does not fit into a picture of {width} by {height} pixels");
                refuse(
                    &[Key::patch_size, Key::file],
                    message,
                    vec![remedy(Key::patch_size, width.min(height))],
                )
            }
            _ => Ok(()),
        }
    }

    fn make(settings: &Settings, file: &[u8]) -> Result<Labelled, DataError> {
        let name = &settings.file.name;
        match settings.file.extent {
            FileExtent::Table { .. } => Self::read_table(settings, file),
            FileExtent::Picture { width, height } => {
                let pixels = npy::doubles(npy::numbers(file)).collect();
                let picture = Array3::from_shape_vec((1, height, width), pixels);
                let picture = picture.map_err(|_| DataError::OtherFile { name: name.clone() })?;
                let x = patches(picture.view(), &PatchParams::from(settings))?;
                Ok(Labelled { y: vec![0; x.nrows()], x, names: DatasetNames::default() })
            }
        }
    }

    fn python(settings: &Settings) -> DataScript {
        // The script loads the file that the page saves.
        let name = settings.file.array_name();
        let load = |kind: &str| {
            format!("data = np.load(\"{name}\"){kind}  # \"Save data\" on the page, or sae data --npy\n")
        };
        let code = match settings.file.extent {
            FileExtent::Table { .. } => {
                format!("{}X, y = data[:, :-1], data[:, -1]\n", load(".astype(float)"))
            }
            FileExtent::Picture { .. } => {
                format!("{}data = data[None]\n{}", load(""), PatchParams::from(settings).python_cut())
            }
        };
        DataScript { numpy: true, code, ..DataScript::default() }
    }
}
