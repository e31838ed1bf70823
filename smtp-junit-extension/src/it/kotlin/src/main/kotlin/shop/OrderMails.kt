package shop

import jakarta.mail.Message.RecipientType.TO
import jakarta.mail.Session
import jakarta.mail.Transport
import jakarta.mail.internet.MimeMessage
import java.util.Properties

/** The application. */
class OrderMails(host: String, port: Int) {

    private val session = Session.getInstance(Properties().apply {
        put("mail.smtp.host", host)
        put("mail.smtp.port", port.toString())
    })

    fun confirm(customer: String) {
        Transport.send(MimeMessage(session).apply {
            setFrom("shop@example.com")
            setRecipients(TO, customer)
            subject = "Your order"
            setText("Thank you.")
        })
    }
}
