//! A connection to a server, as far as the questions need one.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::TcpStream;

/// What a server answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Reply {
    Number(i64),
    Keys(Vec<Vec<u8>>),
    Error(String),
    Other(String),
}

pub(crate) struct Server {
    reader: BufReader<TcpStream>,
}

impl Server {
    pub(crate) fn connect(port: u16) -> io::Result<Server> {
        let stream = TcpStream::connect(("127.0.0.1", port))?;
        stream.set_nodelay(true)?;
        Ok(Server { reader: BufReader::new(stream) })
    }

    /// Sends all, then reads as many replies.
    pub(crate) fn ask(&mut self, commands: &[Vec<&[u8]>]) -> io::Result<Vec<Reply>> {
        let mut bytes = Vec::new();
        for command in commands {
            write!(bytes, "*{}\r\n", command.len())?;
            for word in command {
                write!(bytes, "${}\r\n", word.len())?;
                bytes.extend_from_slice(word);
                bytes.extend_from_slice(b"\r\n");
            }
        }
        self.reader.get_mut().write_all(&bytes)?;
        commands.iter().map(|_| self.reply()).collect()
    }

    fn reply(&mut self) -> io::Result<Reply> {
        let line = self.line()?;
        let (kind, rest) = line.split_at_checked(1).ok_or(io::ErrorKind::UnexpectedEof)?;
        match kind {
            ":" => rest.parse().map(Reply::Number).map_err(|_| io::ErrorKind::InvalidData.into()),
            "-" => Ok(Reply::Error(rest.to_owned())),
            "*" => {
                let count: usize = rest.parse().map_err(|_| io::ErrorKind::InvalidData)?;
                (0..count).map(|_| self.bulk()).collect::<io::Result<Vec<_>>>().map(Reply::Keys)
            }
            _ => Ok(Reply::Other(line)),
        }
    }

    fn bulk(&mut self) -> io::Result<Vec<u8>> {
        let line = self.line()?;
        let length: usize =
            line.strip_prefix('$').and_then(|text| text.parse().ok()).ok_or(io::ErrorKind::InvalidData)?;
        let mut bytes = vec![0; length + 2];
        self.reader.read_exact(&mut bytes)?;
        bytes.truncate(length);
        Ok(bytes)
    }

    fn line(&mut self) -> io::Result<String> {
        let mut line = String::new();
        self.reader.read_line(&mut line)?;
        Ok(line.trim_end().to_owned())
    }
}
