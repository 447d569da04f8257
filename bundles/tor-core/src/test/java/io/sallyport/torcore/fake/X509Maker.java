// SPDX-License-Identifier: Apache-2.0
package io.sallyport.torcore.fake;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DERNull;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;

/** Makes X.509 certificates such as relays have. */
public final class X509Maker {

  private X509Maker() {}

  /** A certificate of a key, signed by an RSA key, in DER. */
  public static byte[] make(PublicKey subject, PrivateKey signer, Instant from, Instant until) {
    var algorithm =
        new AlgorithmIdentifier(PKCSObjectIdentifiers.sha256WithRSAEncryption, DERNull.INSTANCE);
    var generator = new V3TBSCertificateGenerator();
    generator.setSerialNumber(new ASN1Integer(BigInteger.valueOf(42)));
    generator.setSignature(algorithm);
    generator.setIssuer(new X500Name("CN=www.example.net"));
    generator.setSubject(new X500Name("CN=www.example.com"));
    generator.setStartDate(new Time(Date.from(from)));
    generator.setEndDate(new Time(Date.from(until)));
    generator.setSubjectPublicKeyInfo(SubjectPublicKeyInfo.getInstance(subject.getEncoded()));
    try {
      TBSCertificate signed = generator.generateTBSCertificate();
      Signature signature = Signature.getInstance("SHA256withRSA");
      signature.initSign(signer);
      signature.update(signed.getEncoded("DER"));
      var all = new ASN1EncodableVector();
      all.add(signed);
      all.add(algorithm);
      all.add(new DERBitString(signature.sign()));
      return new DERSequence(all).getEncoded("DER");
    } catch (IOException | GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }
}
