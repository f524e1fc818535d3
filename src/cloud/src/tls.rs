//! TLS through rustls with ring, for every connection of the process.

/// Makes ring the provider of cryptography of this process, once; call it before any TLS client is
/// built. Later calls do nothing.
pub fn install() {
    if rustls::crypto::CryptoProvider::get_default().is_none() {
        // Only fails where another thread was faster, and then there is a provider as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
    }
}
